#include "emulator/elb/stickiness.h"

#include <algorithm>
#include <array>

#include "emulator/base/fingerprint.h"
#include "emulator/base/hex.h"

namespace drydock::elb {
namespace {

/// A browser that keeps cookies from other sites' pages keeps the second one only.
constexpr std::array<std::string_view, 2> cookie_names{"AWSALB", "AWSALBCORS"};
constexpr std::size_t digits = 16;

std::int64_t seconds_of(TimePoint time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

/// The place of the target that a cookie's value names, if it still binds.
std::optional<std::uint32_t> target_of_cookie(const RoutedGroup& group, std::string_view value,
                                              TimePoint now) {
  if (value.size() != 2 * digits) return std::nullopt;
  const auto target = parse_hex_number(value.substr(0, digits));
  const auto issued = parse_hex_number(value.substr(digits));
  if (!target || !issued) return std::nullopt;
  const auto present = static_cast<std::uint64_t>(seconds_of(now));
  if (*issued > present) return std::nullopt;
  const auto duration = static_cast<std::uint64_t>(group.stickiness.duration_seconds);
  if (present - *issued > duration) return std::nullopt;
  for (const std::uint32_t place : group.eligible) {
    if (fingerprint(group.targets[place].name) == *target) return place;
  }
  return std::nullopt;
}

}  // namespace

std::string_view cookie_value(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const auto end = std::min(cookies.find(';'), cookies.size());
    std::string_view cookie = cookies.substr(0, end);
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
    while (cookie.starts_with(' ')) cookie.remove_prefix(1);
    if (cookie.starts_with(name) && cookie.substr(name.size()).starts_with('=')) {
      return cookie.substr(name.size() + 1);
    }
  }
  return {};
}

std::string sticky_value(const RoutedTarget& target, TimePoint now) {
  return hex_number(fingerprint(target.name)) +
         hex_number(static_cast<std::uint64_t>(seconds_of(now)));
}

std::optional<std::uint32_t> sticky_target(const RoutedGroup& group, std::string_view cookies,
                                           TimePoint now) {
  for (const std::string_view name : cookie_names) {
    const auto bound = target_of_cookie(group, cookie_value(cookies, name), now);
    if (bound) return bound;
  }
  return std::nullopt;
}

}  // namespace drydock::elb
