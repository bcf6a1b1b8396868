#include <string>

#include "emulator/json/document.h"
#include "runtime/engine/docker/container_json.h"
#include "runtime/engine/docker/event_reader.h"
#include "runtime/engine/docker/pull_progress.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {
namespace {

std::string text_of(const std::vector<EngineEvent>& events) {
  std::string text;
  for (const EngineEvent& event : events) {
    text += std::to_string(static_cast<int>(event.kind)) + " " + event.container_id;
    for (const auto& [name, value] : event.labels)
      text.append(" ").append(name).append("=" + value);
    text += "\n";
  }
  return text;
}

void check_events(std::string_view input, std::uint32_t seed) {
  docker::EventReader whole;
  const std::vector<EngineEvent> events = whole.feed(input);
  docker::EventReader cut;
  std::vector<EngineEvent> pieced;
  for (const std::string_view piece : pieces_of(input, seed)) {
    for (EngineEvent& event : cut.feed(piece)) pieced.push_back(std::move(event));
  }
  require_equal(text_of(pieced), text_of(events), "events do not depend on where a stream is cut");
  require_equal(cut.resume(), whole.resume(), "nor does the place where it goes on");
}

void check_pull(std::string_view input, std::uint32_t seed) {
  docker::PullProgress whole;
  whole.feed(input);
  docker::PullProgress cut;
  for (const std::string_view piece : pieces_of(input, seed)) cut.feed(piece);
  require(cut.error().has_value() == whole.error().has_value(), "a pull fails however it is cut");
  if (!whole.error()) return;
  require_equal(cut.error()->message, whole.error()->message, "and in the same words");
}

void check_port(int port) { require(port >= 0 && port <= 65535, "a port is a port"); }

/// The engine puts one slash before a container's name.
bool loses_one_slash(std::string_view given, std::string_view name) {
  return name == (given.starts_with('/') ? given.substr(1) : given);
}

void check_inspection(std::string_view input) {
  const auto document = json::parse(input);
  if (!document) return;
  const auto found = docker::inspection_of(document->root());
  if (!found) return;
  const std::string_view name = document->root()["Name"].as_string().value_or("");
  require(loses_one_slash(name, found->state.name), "a name loses its slash");
  for (const PortBinding& port : found->state.ports) {
    check_port(port.container_port);
    check_port(port.host_port);
  }
}

void check_reference(std::string_view input) {
  const docker::ImageName name = docker::split_reference(input);
  require(name.name.size() <= input.size(), "a name is a part of its reference");
}

}  // namespace

void run_docker_answers(std::string_view input) {
  const std::uint32_t seed = input.empty() ? 0 : static_cast<unsigned char>(input.back());
  check_events(input, seed);
  check_pull(input, seed);
  check_inspection(input);
  check_reference(input);
}

}  // namespace drydock::fuzz
