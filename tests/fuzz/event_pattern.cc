#include "emulator/events/event_pattern.h"

#include <string>

#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {
namespace {

using events::EventPattern;

/// The pattern made of others, which may say more than a pattern may.
void check_made(const std::string& made, json::View event, bool matches) {
  const auto pattern = EventPattern::parse(made);
  if (pattern) require(pattern->matches(event) == matches, "a whole means what its parts mean");
}

}  // namespace

/// A pattern, and behind a line's end an event.
void run_event_pattern(std::string_view input) {
  const std::size_t end = input.find('\n');
  const std::string pattern_text(input.substr(0, end));
  const auto pattern = EventPattern::parse(pattern_text);
  if (!pattern) {
    require(pattern.error().message().starts_with("Event pattern is not valid. Reason: "),
            "a fault is told");
    return;
  }
  const std::string event_text(end == std::string_view::npos ? "{}" : input.substr(end + 1));
  const auto event = json::parse(event_text);
  if (!event || !event->root().is_object()) return;
  const bool matches = pattern->matches(event->root());
  check_made(R"({"$or":[)" + pattern_text + "," + pattern_text + "]}", event->root(), matches);
  const auto within = json::parse(R"({"in":)" + event_text + "}");
  if (within) check_made(R"({"in":)" + pattern_text + "}", within->root(), matches);
  const auto listed = json::parse(R"({"in":[1,)" + event_text + "]}");
  if (listed && matches) check_made(R"({"in":)" + pattern_text + "}", listed->root(), true);
}

}  // namespace drydock::fuzz
