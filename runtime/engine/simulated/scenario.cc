#include "runtime/engine/simulated/scenario.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <stdexcept>

#include "runtime/engine/simulated/image_pattern.h"

namespace drydock::simulated {
namespace {

/// What a value may be, told when it is something else.
constexpr std::string_view a_duration = "a time such as 250ms, 10s, 2m or 1h";
constexpr std::string_view a_health = "always, never, flapping, {after: 20s} or {flapping: 5s}";
constexpr std::string_view a_pull = "ok, missing or {error: \"what the registry says\"}";

/// Ends the reading; never leaves this file.
struct Problem : std::runtime_error {
  Problem(const YAML::Mark& where, const std::string& what)
      : std::runtime_error(what), line(where.line + 1) {}
  int line;
};

/// A value of the file and the key that it stands under.
struct Entry {
  std::string key;
  YAML::Node node;

  [[noreturn]] void wrong(std::string_view allowed) const {
    const std::string got = node.IsScalar() ? "\"" + node.Scalar() + "\"" : "something else";
    throw Problem(node.Mark(), key + " must be " + std::string(allowed) + ", not " + got);
  }
  [[nodiscard]] const std::string& text(std::string_view allowed) const {
    if (!node.IsScalar()) wrong(allowed);
    return node.Scalar();
  }
};

using Readers = std::map<std::string, std::function<void(const Entry&)>>;

/// Gives each value of a map to the reader of its key.
void read_map(const Entry& map, const Readers& readers) {
  std::string allowed;
  for (const auto& [key, reader] : readers) allowed += (allowed.empty() ? "" : ", ") + key;
  if (!map.node.IsMap()) map.wrong("a map with some of the keys " + allowed);
  for (const auto& pair : map.node) {
    const std::string& key = pair.first.Scalar();
    const auto reader = readers.find(key);
    if (reader == readers.end()) {
      throw Problem(pair.first.Mark(),
                    map.key + " has no key \"" + key + "\"; allowed are " + allowed);
    }
    reader->second(Entry{key, pair.second});
  }
}

std::optional<std::int64_t> unit_in_ms(std::string_view unit) {
  if (unit == "ms") return 1;
  if (unit == "s") return 1000;
  if (unit == "m") return 60'000;
  if (unit == "h") return 3'600'000;
  return std::nullopt;
}

Duration read_duration(const Entry& entry) {
  constexpr double longest_ms = 366.0 * 24 * 3'600'000;
  const std::string& text = entry.text(a_duration);
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  const auto unit = unit_in_ms(std::string_view(rest, static_cast<std::size_t>(end - rest)));
  // Not "number < 0", since std::from_chars also reads "nan".
  if (error != std::errc{} || !unit || !(number >= 0)) entry.wrong(a_duration);
  const double ms = number * static_cast<double>(*unit);
  if (ms > longest_ms) entry.wrong("at most a year");
  return Duration(static_cast<std::int64_t>(ms));
}

int read_number(const Entry& entry, int least, int most) {
  const std::string allowed =
      "a number from " + std::to_string(least) + " to " + std::to_string(most);
  const std::string& text = entry.text(allowed);
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || rest != end || number < least || number > most) entry.wrong(allowed);
  return number;
}

PullOutcome read_pull(const Entry& entry) {
  if (entry.node.IsMap()) {
    PullFails failure;
    read_map(entry, {{"error", [&](const Entry& e) { failure.text = e.text("a text"); }}});
    return failure;
  }
  const std::string& word = entry.text(a_pull);
  if (word == "missing") return PullMissing{};
  if (word != "ok") entry.wrong(a_pull);
  return PullSucceeds{};
}

Health read_health(const Entry& entry) {
  using Course = Health::Course;
  constexpr Duration usual_flapping{10'000};
  if (entry.node.IsMap()) {
    if (entry.node.size() != 1) entry.wrong(a_health);
    Health health;
    const auto take = [&health](Course course) {
      return [&health, course](const Entry& e) { health = Health{course, read_duration(e)}; };
    };
    read_map(entry, {{"after", take(Course::after)}, {"flapping", take(Course::flapping)}});
    return health;
  }
  const std::string& word = entry.text(a_health);
  if (word == "always") return {Course::always, Duration{0}};
  if (word == "never") return {Course::never, Duration{0}};
  if (word == "flapping") return {Course::flapping, usual_flapping};
  entry.wrong(a_health);
}

HttpAnswer read_http(const Entry& entry) {
  HttpAnswer http;
  read_map(entry, {
                      {"status", [&](const Entry& e) { http.status = read_number(e, 200, 599); }},
                      {"body", [&](const Entry& e) { http.body = e.text("a text"); }},
                      {"after", [&](const Entry& e) { http.after = read_duration(e); }},
                      {"health_path",
                       [&](const Entry& e) {
                         http.health_path = e.text("a path such as /health");
                         if (!http.health_path.starts_with('/')) e.wrong("a path such as /health");
                       }},
                  });
  return http;
}

std::optional<Duration> read_stop_after(const Entry& entry) {
  if (entry.node.IsScalar() && entry.node.Scalar() == "never") return std::nullopt;
  return read_duration(entry);
}

std::vector<int> read_ports(const Entry& entry) {
  if (!entry.node.IsSequence()) entry.wrong("a list of ports such as [80, 8080]");
  std::vector<int> ports;
  for (const YAML::Node& node : entry.node) {
    ports.push_back(read_number({"each of " + entry.key, node}, 1, 65535));
  }
  return ports;
}

Behaviour read_behaviour(const Entry& entry) {
  Behaviour b;
  b.image.clear();
  bool has_exit_code = false;
  const auto duration = [](Duration& field) {
    return [&field](const Entry& e) { field = read_duration(e); };
  };
  read_map(
      entry,
      {
          {"image", [&](const Entry& e) { b.image = e.text("an image such as shop:v2"); }},
          {"pull", [&](const Entry& e) { b.pull = read_pull(e); }},
          {"pull_after", duration(b.pull_after)},
          {"start_after", duration(b.start_after)},
          {"exit_after", [&](const Entry& e) { b.exit_after = read_duration(e); }},
          {"exit_code",
           [&](const Entry& e) {
             b.exit_code = read_number(e, 0, 255);
             has_exit_code = true;
           }},
          {"stop_after", [&](const Entry& e) { b.stop_after = read_stop_after(e); }},
          {"cpu_units", [&](const Entry& e) { b.cpu_units = read_number(e, 0, 1'000'000); }},
          {"memory_mib", [&](const Entry& e) { b.memory_mib = read_number(e, 0, 10'000'000); }},
          {"health", [&](const Entry& e) { b.health = read_health(e); }},
          {"http", [&](const Entry& e) { b.http = read_http(e); }},
          {"ports", [&](const Entry& e) { b.ports = read_ports(e); }},
      });
  if (b.image.empty()) throw Problem(entry.node.Mark(), entry.key + " needs an image");
  if (has_exit_code && !b.exit_after) {
    throw Problem(entry.node.Mark(),
                  "exit_code needs exit_after, the time when " + b.image + " ends by itself");
  }
  return b;
}

Scenario read_scenario(const YAML::Node& root) {
  Scenario scenario;
  if (root.IsNull()) return scenario;
  const auto read_images = [&](const Entry& images) {
    if (!images.node.IsSequence()) images.wrong("a list with an entry for each image");
    for (const YAML::Node& node : images.node) {
      scenario.images.push_back(read_behaviour({"an entry of images", node}));
    }
  };
  read_map({"the scenario", root}, {{"images", read_images}});
  return scenario;
}

ScenarioError at(const std::string& name, int line, const std::string& what) {
  return ScenarioError(name + ":" + std::to_string(line) + ": " + what + ".");
}

}  // namespace

void throw_exception_from_error(const ScenarioError& error, const boost::source_location& where) {
  throw std::logic_error("scenario without a value at " + where.to_string() + ": " +
                         error.message());
}

Result<Scenario, ScenarioError> parse_scenario(const std::string& yaml, const std::string& name) {
  try {
    return read_scenario(YAML::Load(yaml));
  } catch (const Problem& problem) {
    return at(name, problem.line, problem.what());
  } catch (const YAML::Exception& problem) {
    return at(name, problem.mark.line + 1, "this is not YAML: " + problem.msg);
  }
}

Result<Scenario, ScenarioError> load_scenario(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return ScenarioError("The scenario " + path + " cannot be read; is the path right?");
  const std::string yaml{std::istreambuf_iterator<char>(file), {}};
  return parse_scenario(yaml, path);
}

const Behaviour& behaviour_of(const Scenario& scenario, std::string_view reference) {
  static const Behaviour usual;
  const auto found = std::ranges::find_if(
      scenario.images, [&](const Behaviour& each) { return covers(each.image, reference); });
  return found == scenario.images.end() ? usual : *found;
}

}  // namespace drydock::simulated
