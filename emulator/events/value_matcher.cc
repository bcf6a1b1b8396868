#include "emulator/events/value_matcher.h"

#include <algorithm>
#include <bit>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <functional>
#include <utility>

#include "emulator/events/event_pattern.h"
#include "model/events/service_model.h"

namespace drydock::events {
namespace {

using json::View;

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool equal(std::string_view left, std::string_view right, bool ignores_case) {
  if (!ignores_case) return left == right;
  return std::ranges::equal(left, right, {}, lower, lower);
}

bool test(const TextTest& wanted, std::string_view text) {
  const std::size_t size = wanted.text.size();
  switch (wanted.kind) {
    case TextTest::Kind::prefix:
      return equal(wanted.text, text.substr(0, size), wanted.ignores_case);
    case TextTest::Kind::suffix:
      return text.size() >= size &&
             equal(wanted.text, text.substr(text.size() - size), wanted.ignores_case);
    case TextTest::Kind::equals_ignore_case:
      return equal(wanted.text, text, true);
    case TextTest::Kind::wildcard:
      return matches_wildcard(wanted.text, text);
  }
  return false;
}

bool test(const Exactly& wanted, View value) {
  if (value.is_absent()) return false;
  if (const auto* text = std::get_if<std::string>(&wanted.value)) return value.as_string() == *text;
  if (const auto* number = std::get_if<double>(&wanted.value)) return value.as_number() == *number;
  if (const auto* truth = std::get_if<bool>(&wanted.value)) return value.as_bool() == *truth;
  return value.is_null();
}

bool test(const TextTest& wanted, View value) {
  const auto text = value.as_string();
  return text && test(wanted, *text);
}

bool test(const NumberTest& wanted, View value) {
  const auto number = value.as_number();
  if (!number) return false;
  const bool low =
      wanted.least && (wanted.least_excluded ? *number <= *wanted.least : *number < *wanted.least);
  const bool high =
      wanted.most && (wanted.most_excluded ? *number >= *wanted.most : *number > *wanted.most);
  return !low && !high;
}

bool test(const Existence& wanted, View value) {
  const bool is_leaf = !value.is_absent() && !value.is_object();
  return wanted.exists ? is_leaf : value.is_absent();
}

using AddressBytes = std::array<std::uint8_t, 16>;

/// Nothing where the text is no address.
std::optional<std::pair<AddressBytes, bool>> address_of(std::string_view text) {
  boost::system::error_code failure;
  const auto address = boost::asio::ip::make_address(text, failure);
  if (failure) return std::nullopt;
  AddressBytes bytes{};
  if (address.is_v6()) return std::pair(address.to_v6().to_bytes(), true);
  std::ranges::copy(address.to_v4().to_bytes(), bytes.begin() + 12);
  return std::pair(bytes, false);
}

bool share_bits(const AddressBytes& left, const AddressBytes& right, int bits) {
  for (std::size_t at = 0; at < left.size() && bits > 0; ++at, bits -= 8) {
    const auto differing = static_cast<std::uint8_t>(left[at] ^ right[at]);
    if (std::countl_zero(differing) < std::min(bits, 8)) return false;
  }
  return true;
}

bool test(const AddressBlock& wanted, View value) {
  const auto text = value.as_string();
  const auto address = text ? address_of(*text) : std::nullopt;
  return address && address->second == wanted.is_v6 &&
         share_bits(address->first, wanted.address, wanted.prefix_bits);
}

bool test(const AnythingBut& wanted, View value) {
  if (value.is_absent() || value.is_object()) return false;
  return std::ranges::none_of(wanted.none_of, [&](const auto& refused) {
    return std::visit([&](const auto& one) { return test(one, value); }, refused);
  });
}

std::optional<TextTest::Kind> text_test(std::string_view name) {
  if (name == "prefix") return TextTest::Kind::prefix;
  if (name == "suffix") return TextTest::Kind::suffix;
  if (name == "equals-ignore-case") return TextTest::Kind::equals_ignore_case;
  if (name == "wildcard") return TextTest::Kind::wildcard;
  return std::nullopt;
}

/// "Consecutive wildcard characters", and a backslash before anything but a star or another one.
bool is_wildcard(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '*' && at + 1 < text.size() && text[at + 1] == '*') return false;
    if (text[at] != '\\') continue;
    ++at;
    if (at == text.size() || (text[at] != '*' && text[at] != '\\')) return false;
  }
  return true;
}

Result<TextTest> parse_text_test(std::string_view name, View wanted) {
  TextTest parsed{.kind = *text_test(name)};
  if (wanted.is_object() && wanted.size() == 1 && wanted.name_at(0) == "equals-ignore-case" &&
      (parsed.kind == TextTest::Kind::prefix || parsed.kind == TextTest::Kind::suffix)) {
    parsed.ignores_case = true;
    wanted = wanted.at(0);
  }
  const auto text = wanted.as_string();
  if (!text) return invalid_pattern(std::string(name) + " match pattern must be a string");
  if (parsed.kind == TextTest::Kind::wildcard && !is_wildcard(*text)) {
    return invalid_pattern("Invalid wildcard match pattern \"" + std::string(*text) + "\"");
  }
  parsed.text = *text;
  return parsed;
}

Result<Exactly> parse_exactly(View wanted) {
  if (const auto text = wanted.as_string()) return Exactly{std::string(*text)};
  if (const auto number = wanted.as_number()) return Exactly{*number};
  if (const auto truth = wanted.as_bool()) return Exactly{*truth};
  if (wanted.is_null()) return Exactly{nullptr};
  return invalid_pattern("Match value must be String, number, true, false, or null");
}

using Refused = std::variant<Exactly, TextTest>;

Result<Refused> parse_refused(std::string_view test_name, View wanted) {
  if (!test_name.empty()) {
    auto parsed = parse_text_test(test_name, wanted);
    if (!parsed) return parsed.error();
    return Refused(*std::move(parsed));
  }
  auto parsed = parse_exactly(wanted);
  if (!parsed) return parsed.error();
  const bool listed = std::holds_alternative<std::string>(parsed->value) ||
                      std::holds_alternative<double>(parsed->value);
  if (!listed) return invalid_pattern("Inside anything but list, only numbers and strings");
  return Refused(*std::move(parsed));
}

/// A value, a list of them, or one test of texts with a text or a list of them.
Result<ValueMatcher> parse_anything_but(View wanted) {
  std::string_view test_name;
  if (wanted.is_object()) {
    if (wanted.size() != 1 || !text_test(wanted.name_at(0))) {
      return invalid_pattern("Unsupported anything-but pattern");
    }
    test_name = wanted.name_at(0);
    wanted = wanted.at(0);
  }
  AnythingBut parsed;
  const bool is_list = wanted.is_array();
  const std::size_t count = is_list ? wanted.size() : 1;
  if (count == 0) return invalid_pattern("Empty lists are not allowed in anything-but");
  for (std::size_t at = 0; at < count; ++at) {
    auto refused = parse_refused(test_name, is_list ? wanted.at(at) : wanted);
    if (!refused) return refused.error();
    parsed.none_of.push_back(*std::move(refused));
  }
  return ValueMatcher(std::move(parsed));
}

Result<Done> add_bound(NumberTest& parsed, std::string_view comparison, double bound) {
  const bool is_lower = comparison == ">" || comparison == ">=";
  const bool is_upper = comparison == "<" || comparison == "<=";
  if ((is_lower && parsed.least) || (is_upper && parsed.most) || (!is_lower && !is_upper)) {
    return invalid_pattern("Bad numeric range operator: " + std::string(comparison));
  }
  (is_lower ? parsed.least : parsed.most) = bound;
  (is_lower ? parsed.least_excluded : parsed.most_excluded) = comparison.size() == 1;
  return Done{};
}

/// ["=", 1], or one or two bounds: [">", 0, "<=", 5].
Result<ValueMatcher> parse_number_test(View wanted) {
  NumberTest parsed;
  const std::size_t size = wanted.size();
  if (!wanted.is_array() || (size != 2 && size != 4)) {
    return invalid_pattern("Value of numeric must be an array of one or two comparisons");
  }
  for (std::size_t at = 0; at < size; at += 2) {
    const auto comparison = wanted.at(at).as_string();
    const auto bound = wanted.at(at + 1).as_number();
    if (!comparison || !bound) {
      return invalid_pattern("Value of numeric must be comparisons, each with a number");
    }
    if (*comparison == "=" && size == 2) {
      parsed.least = parsed.most = *bound;
    } else if (const auto added = add_bound(parsed, *comparison, *bound); !added) {
      return added.error();
    }
  }
  return ValueMatcher(parsed);
}

Result<ValueMatcher> parse_block(View wanted) {
  const auto malformed = [] { return invalid_pattern("Malformed CIDR, one '/' required"); };
  const auto text = wanted.as_string();
  const std::size_t slash = text ? text->find('/') : std::string_view::npos;
  if (slash == std::string_view::npos) return malformed();
  const auto address = address_of(text->substr(0, slash));
  const std::string_view digits = text->substr(slash + 1);
  int bits = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  const bool is_number = failure == std::errc() && end == digits.data() + digits.size();
  if (!address || !is_number || bits < 0 || bits > (address->second ? 128 : 32)) {
    return malformed();
  }
  return ValueMatcher(AddressBlock{.address = address->first,
                                   .prefix_bits = address->second ? bits : 96 + bits,
                                   .is_v6 = address->second});
}

Result<ValueMatcher> parse_operator(std::string_view name, View wanted) {
  if (text_test(name)) {
    auto parsed = parse_text_test(name, wanted);
    if (!parsed) return parsed.error();
    return ValueMatcher(*std::move(parsed));
  }
  if (name == "anything-but") return parse_anything_but(wanted);
  if (name == "numeric") return parse_number_test(wanted);
  if (name == "cidr") return parse_block(wanted);
  if (name == "exists") {
    const auto exists = wanted.as_bool();
    if (!exists) return invalid_pattern("exists match pattern must be either true or false");
    return ValueMatcher(Existence{*exists});
  }
  return invalid_pattern("Unrecognized match type " + std::string(name));
}

}  // namespace

aws::Error invalid_pattern(const std::string& reason) {
  return {model::events::error::invalid_event_pattern_exception,
          "Event pattern is not valid. Reason: " + reason};
}

bool matches_wildcard(std::string_view wildcard, std::string_view text) {
  std::size_t at = 0, in_text = 0;
  std::size_t star = std::string_view::npos, star_in_text = 0;
  while (in_text < text.size()) {
    if (at < wildcard.size() && wildcard[at] == '*') {
      star = at++;
      star_in_text = in_text;
      continue;
    }
    const bool escaped = at + 1 < wildcard.size() && wildcard[at] == '\\';
    if (at < wildcard.size() && wildcard[at + (escaped ? 1 : 0)] == text[in_text]) {
      at += escaped ? 2 : 1;
      ++in_text;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in_text = ++star_in_text;
    } else {
      return false;
    }
  }
  const auto rest = wildcard.substr(at);
  return rest.empty() || rest == "*";
}

Result<ValueMatcher> parse_matcher(View wanted) {
  if (wanted.is_object()) {
    if (wanted.size() != 1) return invalid_pattern("Only one key allowed in match expression");
    return parse_operator(wanted.name_at(0), wanted.at(0));
  }
  auto parsed = parse_exactly(wanted);
  if (!parsed) return parsed.error();
  return ValueMatcher(*std::move(parsed));
}

bool matches(const ValueMatcher& matcher, View value) {
  return std::visit([&](const auto& wanted) { return test(wanted, value); }, matcher);
}

}  // namespace drydock::events
