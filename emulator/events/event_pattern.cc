#include "emulator/events/event_pattern.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "emulator/events/value_matcher.h"

namespace drydock::events {
namespace {

using json::View;

/// The most fields and values of a pattern together; more than any pattern of 4,096 characters that
/// says something needs.
constexpr std::size_t parts_max = 2'048;

}  // namespace

/// One object of a pattern.
struct EventPattern::Fields {
  struct Field {
    std::string name;
    std::variant<std::vector<ValueMatcher>, std::unique_ptr<Fields>> wanted;
  };
  std::vector<Field> fields;
  std::vector<std::vector<Fields>> alternatives;  ///< Of each `$or`.
};

namespace {

using Fields = EventPattern::Fields;

Result<Fields> parse_fields(View object);

Result<std::vector<ValueMatcher>> parse_values(std::string_view name, View values) {
  if (values.size() == 0) {
    return invalid_pattern("Empty arrays are not allowed (\"" + std::string(name) + "\")");
  }
  std::vector<ValueMatcher> matchers;
  for (std::size_t at = 0; at < values.size(); ++at) {
    auto matcher = parse_matcher(values.at(at));
    if (!matcher) return matcher.error();
    matchers.push_back(*std::move(matcher));
  }
  return matchers;
}

/// `$or` has two patterns or more.
Result<std::vector<Fields>> parse_alternatives(View list) {
  if (list.size() < 2) return invalid_pattern("$or must have at least two patterns");
  std::vector<Fields> alternatives;
  for (std::size_t at = 0; at < list.size(); ++at) {
    if (!list.at(at).is_object()) return invalid_pattern("$or must be a list of objects");
    auto fields = parse_fields(list.at(at));
    if (!fields) return fields.error();
    alternatives.push_back(*std::move(fields));
  }
  return alternatives;
}

Result<Done> parse_field(Fields& fields, std::string_view name, View wanted) {
  if (name == "$or" && wanted.is_array()) {
    auto alternatives = parse_alternatives(wanted);
    if (!alternatives) return alternatives.error();
    fields.alternatives.push_back(*std::move(alternatives));
  } else if (wanted.is_array()) {
    auto values = parse_values(name, wanted);
    if (!values) return values.error();
    fields.fields.push_back({std::string(name), *std::move(values)});
  } else if (wanted.is_object()) {
    auto inner = parse_fields(wanted);
    if (!inner) return inner.error();
    fields.fields.push_back({std::string(name), std::make_unique<Fields>(*std::move(inner))});
  } else {
    return invalid_pattern("\"" + std::string(name) + "\" must be an object or an array");
  }
  return Done{};
}

Result<Fields> parse_fields(View object) {
  if (object.size() == 0) return invalid_pattern("Empty objects are not allowed");
  Fields fields;
  for (std::size_t at = 0; at < object.size(); ++at) {
    const auto parsed = parse_field(fields, object.name_at(at), object.at(at));
    if (!parsed) return parsed.error();
  }
  return fields;
}

bool match(const Fields& fields, View event);

/// A field of the event is what it says, or a list of what it may say. An empty list says nothing.
bool match_any(const std::vector<ValueMatcher>& matchers, View value) {
  const auto takes = [&](View one) {
    return std::ranges::any_of(matchers,
                               [&](const ValueMatcher& matcher) { return matches(matcher, one); });
  };
  if (!value.is_array()) return takes(value);
  if (value.size() == 0) return takes(View());
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (takes(value.at(at))) return true;
  }
  return false;
}

bool match_within(const Fields& fields, View value) {
  if (!value.is_array()) return match(fields, value);
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (match(fields, value.at(at))) return true;
  }
  return false;
}

bool match(const Fields& fields, View event) {
  for (const Fields::Field& field : fields.fields) {
    const View value = event[field.name];
    const auto* matchers = std::get_if<std::vector<ValueMatcher>>(&field.wanted);
    const bool fits = matchers != nullptr
                          ? match_any(*matchers, value)
                          : match_within(*std::get<std::unique_ptr<Fields>>(field.wanted), value);
    if (!fits) return false;
  }
  return std::ranges::all_of(fields.alternatives, [&](const std::vector<Fields>& alternatives) {
    return std::ranges::any_of(alternatives, [&](const Fields& one) { return match(one, event); });
  });
}

}  // namespace

Result<EventPattern> EventPattern::parse(std::string_view text) {
  const auto document = json::parse(text, parts_max);
  if (!document) return invalid_pattern(document.error().message());
  if (!document->root().is_object()) return invalid_pattern("Filter is not an object");
  auto fields = parse_fields(document->root());
  if (!fields) return fields.error();
  return EventPattern(std::make_unique<Fields>(*std::move(fields)));
}

EventPattern::EventPattern(std::unique_ptr<Fields> fields) : fields_(std::move(fields)) {}
EventPattern::EventPattern(EventPattern&&) noexcept = default;
EventPattern& EventPattern::operator=(EventPattern&&) noexcept = default;
EventPattern::~EventPattern() = default;

bool EventPattern::matches(View event) const { return match(*fields_, event); }

}  // namespace drydock::events
