#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/elb/target_state.h"
#include "emulator/store/store.h"

namespace drydock::elb {

std::string target_key(std::string_view target_group_arn, std::string_view id, int port);
/// The ARN of the target group in a target's key.
std::string_view group_of_target(std::string_view key);

/// One place that a target group sends requests to.
struct Target {
  static constexpr std::string_view table = "targets";
  /// "<target group arn> <id>:<port>": also its name in messages.
  [[nodiscard]] std::string key() const { return target_key(target_group_arn, id, port); }
  /// Its name in the data plane: another one for each owner of the place, so that nothing that was
  /// of one (a connection, a count, a cookie) is ever the next one's.
  [[nodiscard]] std::string name() const;
  /// By its group, and by the place that it names.
  [[nodiscard]] std::vector<std::string> index_keys() const {
    return {target_group_arn, place_key(id, port)};
  }
  static std::string place_key(std::string_view id, int port);

  std::string target_group_arn;
  std::string id;  ///< An IP address or an instance id, by the group's target type.
  int port = 0;
  /// The key of the task that it is, as the loop of a service has registered it. Empty where a
  /// client has registered what is no service's.
  std::string owner;
  TargetHealth health;
  TimePoint registered_at;
  std::optional<TimePoint> deregistered_at;  ///< Set while it drains.

  friend bool operator==(const Target&, const Target&) = default;
};
BOOST_DESCRIBE_STRUCT(Target, (),
                      (target_group_arn, id, port, owner, health, registered_at, deregistered_at))

/// Whether both are one registration: what was found of one holds of the other.
bool is_same_registration(const Target& one, const Target& other);

/// The target of the group with this id and port, draining ones included, or null.
const Target* find_target(const Store& store, const World& world, std::string_view target_group_arn,
                          std::string_view id, int port);

}  // namespace drydock::elb
