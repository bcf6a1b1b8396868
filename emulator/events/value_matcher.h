#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/json/document.h"

/// What one value of an event pattern takes.
namespace drydock::events {

/// InvalidEventPatternException.
aws::Error invalid_pattern(const std::string& reason);

/// A text, a number, true, false or null, itself.
struct Exactly {
  std::variant<std::nullptr_t, bool, double, std::string> value;
};
/// A text by a part of it.
struct TextTest {
  enum class Kind { prefix, suffix, equals_ignore_case, wildcard };
  Kind kind = Kind::prefix;
  std::string text;
  bool ignores_case = false;
};
/// A number within these, each as ">" or ">=" and so on.
struct NumberTest {
  std::optional<double> least, most;
  bool least_excluded = false;
  bool most_excluded = false;
};
/// A leaf that is there, or none.
struct Existence {
  bool exists = true;
};
/// An address within a block, as 16 bytes; those of IPv4 are the last four.
struct AddressBlock {
  std::array<std::uint8_t, 16> address{};
  int prefix_bits = 0;  ///< Of the 128.
  bool is_v6 = false;
};
struct AnythingBut;

using ValueMatcher =
    std::variant<Exactly, TextTest, NumberTest, Existence, AddressBlock, AnythingBut>;

/// A leaf that none of these takes; it has to be there.
struct AnythingBut {
  std::vector<std::variant<Exactly, TextTest>> none_of;
};

/// From an element of a pattern's list.
Result<ValueMatcher> parse_matcher(json::View wanted);

/// Whether it takes this value of an event; one that is absent stands for a field that is not
/// there.
bool matches(const ValueMatcher& matcher, json::View value);

}  // namespace drydock::events
