#include "tests/simulation/pace_trial.h"

#include <array>
#include <set>

#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "tests/simulation/chance.h"
#include "tests/simulation/seeded_run.h"
#include "tests/simulation/simulated_world.h"

namespace drydock::simulation {
namespace {

using namespace std::chrono_literals;

/// Longer than the breaker's failures take, with the longest back-off between them.
Duration patience(const Pace& pace) { return 10 * pace.longest_restart_delay; }

/// Images whose containers do not cease to be well.
constexpr std::array<std::string_view, 6> steadfast = {good_image, "slow",     "late",
                                                       "ill",      "stubborn", "missing"};
/// Those that do, which only what nothing checks may run here.
constexpr std::array<std::string_view, 5> faithless = {"crashing", "short_lived", "half_proven",
                                                       "flapping", "fickle"};

constexpr std::array<std::pair<int, int>, 5> trial_percents = {
    {{100, 200}, {50, 100}, {0, 100}, {50, 150}, {0, 200}}};

std::string settings_of(const PaceTrial& trial) {
  std::string text = R"(,"deploymentConfiguration":{"minimumHealthyPercent":)" +
                     std::to_string(trial.percents.first) + R"(,"maximumPercent":)" +
                     std::to_string(trial.percents.second);
  if (trial.breaker_failures > 0) {
    text += R"(,"deploymentCircuitBreaker":{"enable":true,"rollback":)" +
            std::string(trial.rollback ? "true" : "false") +
            R"(,"thresholdConfiguration":{"type":"COUNT","value":)" +
            std::to_string(trial.breaker_failures) + "}}";
  }
  return text + "}";
}

/// Lets time pass until the service's deployment has come to an end, and then to rest. Whether it
/// has.
bool settle(SimulatedWorld& simulated, const std::string& name) {
  const auto is_over = [&] {
    const ecs::Service& service = *simulated.find_service(name);
    return !ecs::is_under_way(
        *ecs::current_deployment(simulated.store(), simulated.world, service));
  };
  const TimePoint bound = simulated.clock.now() + patience(simulated.pace);
  while (!is_over()) {
    if (!simulated.step(bound)) return false;
  }
  const TimePoint rest = simulated.clock.now() + 3min;
  while (!is_settled(simulated, name) && simulated.step(rest)) {
  }
  return true;
}

/// The revisions that its tasks run.
std::string running(const SimulatedWorld& simulated, const std::string& name) {
  std::set<std::string> definitions;
  for (const ecs::Task* task : simulated.tasks_of(name)) {
    if (task->desired_status != ecs::DesiredStatus::running) continue;
    definitions.insert(task->task_definition_arn.substr(task->task_definition_arn.rfind('/') + 1));
  }
  std::string text;
  for (const std::string& definition : definitions) text += " " + definition;
  return text;
}

}  // namespace

std::string PaceTrial::in_words() const {
  return std::to_string(desired) + " tasks" + (shape.awsvpc ? " awsvpc" : " bridge") +
         (shape.behind_load_balancer ? " balanced" : "") + (shape.checked ? " checked" : "") +
         (shape.accompanied ? " accompanied" : "") + " at " + std::to_string(percents.first) + "/" +
         std::to_string(percents.second) + ", breaker " + std::to_string(breaker_failures) +
         (rollback ? " with rollback" : "") + ", to " + std::string(image);
}

PaceTrial pace_trial_of(std::uint64_t seed) {
  Chance chance(seed);
  const auto place = [&chance](std::size_t below) {
    return static_cast<std::size_t>(chance.draw(static_cast<int>(below)));
  };
  PaceTrial trial;
  trial.shape = {.awsvpc = chance.one_in(2),
                 .behind_load_balancer = chance.one_in(3),
                 .checked = chance.one_in(3),
                 .accompanied = chance.one_in(4)};
  trial.desired = 1 + chance.draw(4);
  // Of one task, no more than a half of the percents leave a deployment room to move.
  trial.percents = trial.desired == 1 ? std::pair(chance.one_in(2) ? 100 : 0, 200)
                                      : trial_percents[place(trial_percents.size())];
  trial.breaker_failures = chance.one_in(4) ? 0 : 1 + chance.draw(5);
  trial.rollback = chance.one_in(2);
  const bool is_checked = trial.shape.checked || trial.shape.behind_load_balancer;
  const std::size_t drawn = place(steadfast.size() + (is_checked ? 0 : faithless.size()));
  trial.image = drawn < steadfast.size() ? steadfast[drawn] : faithless[drawn - steadfast.size()];
  return trial;
}

std::string ending(const PaceTrial& trial, const Pace& pace) {
  const std::string name = "one";
  SimulatedWorld simulated(1, {.pace = pace});
  simulated.create_service(name, trial.shape, trial.desired, good_image);
  simulated.client.update_service(name, settings_of(trial));
  const bool runs_well = settle(simulated, name);
  simulated.deploy(name, trial.image);
  if (!runs_well || !settle(simulated, name)) return "IN_PROGRESS";
  const ecs::Service& service = *simulated.find_service(name);
  const auto& deployment = *ecs::current_deployment(simulated.store(), simulated.world, service);
  return std::string(model::to_text(deployment.status)) + running(simulated, name);
}

}  // namespace drydock::simulation
