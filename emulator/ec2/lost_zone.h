#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <string_view>

#include "emulator/base/time.h"
#include "emulator/base/world.h"

namespace drydock {
class Store;
}

namespace drydock::ec2 {

/// An availability zone that is lost, since somebody has asked for it: nothing runs there, and
/// nothing is placed there. The record goes when the zone is back, and with a start of drydock.
struct LostZone {
  static constexpr std::string_view table = "lost_zones";
  [[nodiscard]] std::string key() const { return name; }

  std::string name;  ///< "us-east-1a"
  TimePoint lost_at;

  friend bool operator==(const LostZone&, const LostZone&) = default;
};
BOOST_DESCRIBE_STRUCT(LostZone, (), (name, lost_at))

/// The world that all lost zones are kept in, of no account and no region: the name has the region,
/// and every account loses it.
inline const World lost_zones_world;

bool is_lost(const Store& store, std::string_view zone);

}  // namespace drydock::ec2
