#include "emulator/base/iso_duration.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "emulator/base/number.h"

namespace drydock {
namespace {

constexpr std::size_t most_digits = 9;

/// A designator and how long one of it is.
struct Unit {
  char letter;
  Duration length;
};
constexpr std::array<Unit, 2> date_units{
    {{'W', std::chrono::weeks(1)}, {'D', std::chrono::days(1)}}};
constexpr std::array<Unit, 3> time_units{
    {{'H', std::chrono::hours(1)}, {'M', std::chrono::minutes(1)}, {'S', std::chrono::seconds(1)}}};

std::size_t count_digits(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789"), text.size());
}

std::optional<std::int64_t> take_number(std::string_view& text) {
  const std::size_t digits = count_digits(text);
  if (digits == 0 || digits > most_digits) return std::nullopt;
  const auto number = parse_number<std::int64_t>(text.substr(0, digits));
  text.remove_prefix(digits);
  return number;
}

/// What follows the decimal sign: the thousandths of it.
std::optional<Duration> take_fraction(std::string_view& text) {
  const std::size_t digits = count_digits(text);
  if (digits == 0 || digits > most_digits) return std::nullopt;
  std::string thousandths(text.substr(0, std::min<std::size_t>(digits, 3)));
  thousandths.resize(3, '0');
  text.remove_prefix(digits);
  return Duration(*parse_number<std::int64_t>(thousandths));
}

bool is_decimal_sign(std::string_view text) {
  return !text.empty() && (text.front() == '.' || text.front() == ',');
}

/// Numbers with designators up to the end of the text, or to the 'T': each once and in order.
template <std::size_t Count>
std::optional<Duration> take_units(std::string_view& text, const std::array<Unit, Count>& units) {
  Duration sum{0};
  auto next = units.begin();
  while (!text.empty() && text.front() != 'T') {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    std::optional<Duration> fraction;
    if (is_decimal_sign(text)) {
      text.remove_prefix(1);
      fraction = take_fraction(text);
      if (!fraction) return std::nullopt;
    }
    if (text.empty()) return std::nullopt;
    next = std::find_if(next, units.end(),
                        [&](const Unit& unit) { return unit.letter == text.front(); });
    if (next == units.end() || (fraction && next->letter != 'S')) return std::nullopt;
    sum += *number * next->length + fraction.value_or(Duration(0));
    text.remove_prefix(1);
    ++next;
  }
  return sum;
}

}  // namespace

std::optional<Duration> parse_iso_duration(std::string_view text) {
  if (!text.starts_with('P') || text.size() < 3) return std::nullopt;
  text.remove_prefix(1);
  const auto date = take_units(text, date_units);
  if (!date || text.empty()) return date;
  text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  const auto time = take_units(text, time_units);
  if (!time || !text.empty()) return std::nullopt;
  return *date + *time;
}

std::string iso_duration(Duration span) {
  const auto take = [&span](Duration unit, char letter) {
    const std::int64_t count = span / unit;
    span -= count * unit;
    return count == 0 ? std::string() : std::to_string(count) + letter;
  };
  const std::string date = take(std::chrono::days(1), 'D');
  std::string time = take(std::chrono::hours(1), 'H');
  time += take(std::chrono::minutes(1), 'M');
  const std::int64_t whole = span / std::chrono::seconds(1);
  const std::int64_t rest = (span % std::chrono::seconds(1)).count();
  if (rest != 0) {
    std::string digits = std::to_string(1000 + rest).substr(1);
    digits.erase(digits.find_last_not_of('0') + 1);
    time += std::to_string(whole) + "." + digits + "S";
  } else if (whole != 0 || (date.empty() && time.empty())) {
    time += std::to_string(whole) + "S";
  }
  return "P" + date + (time.empty() ? "" : "T" + time);
}

}  // namespace drydock
