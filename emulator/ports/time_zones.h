#pragma once

#include <optional>
#include <string>

#include "emulator/base/time_zone.h"

namespace drydock {

/// The time zones that this machine knows.
class TimeZones {
 public:
  virtual ~TimeZones() = default;

  /// By its IANA name, such as "Europe/Berlin"; nothing where there is none.
  [[nodiscard]] virtual std::optional<TimeZone> find(const std::string& name) const = 0;
};

}  // namespace drydock
