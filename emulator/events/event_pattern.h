#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/json/document.h"

namespace drydock::events {

/// An event pattern, parsed once: which events a rule takes. Every field of the pattern must match
/// the event's; of a list of values any one; where the event has a list, any of its elements.
/// Values are exact, or one of prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric,
/// exists and cidr; `$or` takes any of its patterns.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
///
/// Numbers are compared by their values, where AWS compares their texts outside of `numeric`.
/// Letters without case are those of ASCII. Parsing and matching take time in proportion to the
/// pattern times the event, whatever they say: a wildcard never backtracks further than its last
/// star.
class EventPattern {
 public:
  /// InvalidEventPatternException, with what is wrong.
  static Result<EventPattern> parse(std::string_view text);

  EventPattern(EventPattern&&) noexcept;
  EventPattern& operator=(EventPattern&&) noexcept;
  ~EventPattern();

  [[nodiscard]] bool matches(json::View event) const;

  struct Fields;

 private:
  explicit EventPattern(std::unique_ptr<Fields> fields);
  std::unique_ptr<Fields> fields_;
};

/// Whether a text is what a wildcard of EventBridge means: `*` is any text, `\*` and `\\` are the
/// letters themselves.
bool matches_wildcard(std::string_view wildcard, std::string_view text);

}  // namespace drydock::events
