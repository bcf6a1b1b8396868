#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/ports/time_zones.h"

namespace drydock {

/// The time zones of the system's zone files, and UTC, for which it needs none.
class ZoneFiles : public TimeZones {
 public:
  explicit ZoneFiles(std::string folder = "/usr/share/zoneinfo") : folder_(std::move(folder)) {}

  [[nodiscard]] std::optional<TimeZone> find(const std::string& name) const override;

 private:
  std::string folder_;
};

/// What a zone file of version 2 or later says; nothing of anything else. Beyond its last change
/// the zone stays as it is then: Debian's files go to 2037.
/// https://www.rfc-editor.org/rfc/rfc8536
std::optional<TimeZone> read_zone_file(std::string_view bytes);

}  // namespace drydock
