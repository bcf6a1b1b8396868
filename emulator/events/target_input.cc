#include "emulator/events/target_input.h"

#include <charconv>

#include "emulator/events/event.h"
#include "emulator/json/shape_json.h"
#include "emulator/json/writer.h"

namespace drydock::events {
namespace {

using json::View;
using model::events::InputTransformer;
using model::events::Target;

/// A step of a path: a member's name, or an element's place.
struct Step {
  std::string_view name;
  std::optional<std::size_t> place;
};

/// Takes the next step off the path; nothing where it has none that is well-formed.
std::optional<Step> take_step(std::string_view& path) {
  const auto take = [&](std::size_t before, std::size_t size, std::size_t after) {
    const std::string_view taken = path.substr(before, size);
    path.remove_prefix(before + size + after);
    return taken;
  };
  if (path.starts_with('.')) {
    const std::size_t end = path.find_first_of(".[", 1);
    const std::size_t size = (end == std::string_view::npos ? path.size() : end) - 1;
    if (size == 0) return std::nullopt;
    return Step{.name = take(1, size, 0)};
  }
  if (path.starts_with("['")) {
    const std::size_t end = path.find("']");
    if (end == std::string_view::npos || end == 2) return std::nullopt;
    return Step{.name = take(2, end - 2, 2)};
  }
  const std::size_t end = path.find(']');
  if (!path.starts_with('[') || end == std::string_view::npos) return std::nullopt;
  const std::string_view digits = take(1, end - 1, 1);
  std::size_t place = 0;
  const auto [stop, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), place);
  const bool whole = failure == std::errc() && stop == digits.data() + digits.size();
  return whole ? std::optional(Step{.place = place}) : std::nullopt;
}

View value_at(View value, std::string_view path) {
  path.remove_prefix(1);
  while (!path.empty()) {
    const auto step = take_step(path);
    if (!step) return View();
    value = step->place ? (value.is_array() ? value.at(*step->place) : View()) : value[step->name];
  }
  return value;
}

/// What a name between `<` and `>` of a template means, as JSON; nothing where it means nothing.
std::optional<std::string> variable(std::string_view name, const InputTransformer& transformer,
                                    View event, const InputContext& context) {
  const auto quoted = [](std::string_view text) {
    json::Writer writer;
    writer.string(text);
    return std::string(writer.text());
  };
  if (name == "aws.events.rule-arn") return quoted(context.rule_arn);
  if (name == "aws.events.rule-name") return quoted(context.rule_name);
  if (name == "aws.events.event.ingestion-time") return quoted(utc_text(context.ingested_at));
  if (name == "aws.events.event.json" || name == "aws.events.event") return json::to_text(event);
  if (!transformer.input_paths_map) return std::nullopt;
  const auto path = transformer.input_paths_map->find(std::string(name));
  if (path == transformer.input_paths_map->end()) return std::nullopt;
  const View value = value_at(event, path->second);
  return value.is_absent() ? std::optional<std::string>("") : json::to_text(value);
}

/// A value within a text of the template: a string without its quotes, anything else with the
/// quotes in it escaped.
std::string within_text(const std::string& value) {
  if (value.starts_with('"')) return value.substr(1, value.size() - 2);
  json::Writer writer;
  writer.string(value);
  const std::string_view quoted = writer.text();
  return std::string(quoted.substr(1, quoted.size() - 2));
}

std::optional<std::string> transformed(const InputTransformer& transformer, View event,
                                       const InputContext& context) {
  std::string_view rest = transformer.input_template;
  std::string made;
  bool in_text = false;
  while (!rest.empty() && made.size() <= input_max) {
    const std::size_t end = rest.front() == '<' ? rest.find('>') : std::string_view::npos;
    const auto value = end == std::string_view::npos
                           ? std::nullopt
                           : variable(rest.substr(1, end - 1), transformer, event, context);
    if (value) {
      made += in_text ? within_text(*value) : *value;
      rest.remove_prefix(end + 1);
      continue;
    }
    const bool escaped = rest.front() == '\\' && rest.size() > 1;
    if (rest.front() == '"') in_text = !in_text;
    made += rest.substr(0, escaped ? 2 : 1);
    rest.remove_prefix(escaped ? 2 : 1);
  }
  return made.size() <= input_max ? std::optional(std::move(made)) : std::nullopt;
}

}  // namespace

bool is_path(std::string_view text) {
  if (!text.starts_with('$')) return false;
  text.remove_prefix(1);
  while (!text.empty()) {
    if (!take_step(text)) return false;
  }
  return true;
}

std::optional<std::string> input_fault(const Target& target) {
  const int ways =
      (target.input ? 1 : 0) + (target.input_path ? 1 : 0) + (target.input_transformer ? 1 : 0);
  if (ways > 1) {
    return "Only one of Input, InputPath, or InputTransformer must be provided for target " +
           target.id + ".";
  }
  if (target.input && !json::parse(*target.input)) {
    return "JSON syntax error in input for target " + target.id + ".";
  }
  if (target.input_path && !is_path(*target.input_path)) {
    return "Invalid InputPath for target " + target.id + ".";
  }
  if (!target.input_transformer || !target.input_transformer->input_paths_map) return std::nullopt;
  for (const auto& [name, path] : *target.input_transformer->input_paths_map) {
    if (!is_path(path)) return "Invalid InputPath for target " + target.id + ".";
  }
  return std::nullopt;
}

std::optional<std::string> input_of(const Target& target, View event, const InputContext& context) {
  if (target.input) return target.input;
  if (target.input_transformer) return transformed(*target.input_transformer, event, context);
  const View part = target.input_path ? value_at(event, *target.input_path) : event;
  return part.is_absent() ? "null" : json::to_text(part);
}

}  // namespace drydock::events
