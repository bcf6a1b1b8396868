#include "runtime/engine/simulated/scenario.h"

#include <string>

#include "runtime/engine/simulated/image_pattern.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {
namespace {

using simulated::Behaviour;

void check_time(Duration time) {
  constexpr Duration year = std::chrono::hours(366 * 24);
  require(time >= Duration(0) && time <= year, "a time is between none and a year");
}

void check_behaviour(const Behaviour& behaviour) {
  require(!behaviour.image.empty(), "a behaviour is an image's");
  check_time(behaviour.pull_after);
  check_time(behaviour.start_after);
  check_time(behaviour.exit_after.value_or(Duration(0)));
  check_time(behaviour.stop_after.value_or(Duration(0)));
  check_time(behaviour.health.span);
  check_time(behaviour.http.after);
  require(behaviour.exit_code >= 0 && behaviour.exit_code <= 255, "an exit code is a byte");
  require(behaviour.http.status >= 200 && behaviour.http.status <= 599, "a status is HTTP's");
  require(behaviour.http.health_path.starts_with('/'), "a path starts with a slash");
  if (!behaviour.ports) return;
  for (const int port : *behaviour.ports) require(port > 0 && port < 65536, "a port is a port");
}

}  // namespace

void run_scenario(std::string_view input) {
  const auto scenario = simulated::parse_scenario(std::string(input), "lesson.yaml");
  if (!scenario) {
    const std::string message = scenario.error().message();
    require(message.starts_with("lesson.yaml:"), "an error tells the file and the line");
    return require(message.ends_with('.'), "an error is a sentence");
  }
  for (const Behaviour& behaviour : scenario->images) check_behaviour(behaviour);
  const Behaviour& chosen = simulated::behaviour_of(*scenario, "localhost:4566/shop:v1");
  require(simulated::covers(chosen.image, "localhost:4566/shop:v1"), "what is chosen covers");
}

}  // namespace drydock::fuzz
