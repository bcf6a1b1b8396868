#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/time.h"

namespace drydock::aws {

/// "2026-08-01T12:34:56.789Z", as the XML protocols write timestamps.
std::string iso8601(TimePoint time);

/// Reads "2026-08-01T12:34:56Z", with or without a fraction, or epoch seconds: what clients send in
/// forms. Of a fraction, milliseconds are kept.
std::optional<TimePoint> parse_iso8601(std::string_view text);

/// The instant so many seconds after 1970, to the millisecond; nothing outside the years 0 to 9999,
/// which is what can be written again.
std::optional<TimePoint> time_of_epoch_seconds(double seconds);

}  // namespace drydock::aws
