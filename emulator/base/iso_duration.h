#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/time.h"

namespace drydock {

/// Reads an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as "PT5M", "P1DT12H"
/// or "PT0.25S". Years and months, whose length depends on when they begin, are not read, nor is
/// what has more than nine digits. Of a fraction, which only seconds may have, milliseconds are
/// kept.
std::optional<Duration> parse_iso_duration(std::string_view text);

/// The same span as such a text, in days at most: "PT1H30M", "P2DT0.5S"; "PT0S" for none. `span` is
/// not negative.
std::string iso_duration(Duration span);

}  // namespace drydock
