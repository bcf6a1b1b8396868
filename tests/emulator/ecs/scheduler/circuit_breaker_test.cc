#include "emulator/ecs/scheduler/circuit_breaker.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "model/ecs/service.h"
#include "model/ecs/task.h"

namespace drydock::ecs::circuit_breaker_test {
namespace {

using model::ecs::TaskStopCode;
using model::ecs::ThresholdType;

TEST(CircuitBreaker, TripsAtHalfOfTheDesiredTasksBetweenThreeAndTwoHundred) {
  for (const auto& [desired, threshold] : std::vector<std::pair<int, int>>{{0, 3},
                                                                           {1, 3},
                                                                           {6, 3},
                                                                           {7, 4},
                                                                           {25, 13},
                                                                           {26, 13},
                                                                           {399, 200},
                                                                           {400, 200},
                                                                           {800, 200}}) {
    EXPECT_EQ(breaker_threshold(CircuitBreakerSettings{}.threshold, desired), threshold) << desired;
  }
}

TEST(CircuitBreaker, TripsAtTheThresholdThatItIsGiven) {
  struct Row {
    ThresholdType type;
    int value;
    int desired;
    int threshold;
  };
  const std::vector<Row> rows{
      {ThresholdType::count, 1, 100, 1},
      {ThresholdType::count, 5, 0, 5},
      {ThresholdType::count, 1'000, 1, 1'000},
      {ThresholdType::bounded_percent, 25, 4, 3},
      {ThresholdType::bounded_percent, 25, 100, 25},
      {ThresholdType::bounded_percent, 1, 401, 5},
      {ThresholdType::bounded_percent, 100, 5'000, 200},
      {ThresholdType::unbounded_percent, 25, 4, 1},
      {ThresholdType::unbounded_percent, 25, 5, 2},
      {ThresholdType::unbounded_percent, 100, 5'000, 5'000},
      {ThresholdType::unbounded_percent, 50, 0, 1},
      {ThresholdType::unbounded_percent, 2'147'483'647, 5'000, 2'147'483'647},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(breaker_threshold({.type = row.type, .value = row.value}, row.desired), row.threshold)
        << model::to_text(row.type) << " " << row.value << " of " << row.desired;
  }
}

Task ended(TaskStopCode code, bool was_running) {
  Task task;
  task.desired_status = DesiredStatus::stopped;
  task.stop_code = code;
  if (was_running) task.started_at = TimePoint{seconds(1)};
  return task;
}

TEST(CircuitBreaker, TellsAFailureFromAStopThatSomebodyWanted) {
  EXPECT_EQ(how_it_ended(Task{}), TaskEnd::none);
  EXPECT_EQ(how_it_ended(ended(TaskStopCode::task_failed_to_start, false)), TaskEnd::never_started);
  EXPECT_EQ(how_it_ended(ended(TaskStopCode::essential_container_exited, true)), TaskEnd::crashed);
  EXPECT_EQ(how_it_ended(ended(TaskStopCode::essential_container_exited, false)),
            TaskEnd::never_started);
  EXPECT_EQ(how_it_ended(ended(TaskStopCode::user_initiated, true)), TaskEnd::none);
  EXPECT_EQ(how_it_ended(ended(TaskStopCode::service_scheduler_initiated, true)), TaskEnd::none);
}

/// A service of 2 tasks.
Service service_with(bool enable, bool rollback) {
  Service service;
  service.desired_count = 2;
  service.deployment_configuration.deployment_circuit_breaker = {.enable = enable,
                                                                 .rollback = rollback};
  return service;
}

/// Of a deployment of revision "2" that is under way.
BreakerVerdict judge(const Service& service, int failures) {
  return judge(service, {.target_revision = "2"}, failures);
}

TEST(CircuitBreaker, CarriesOnBelowTheThresholdAndWhereItIsOff) {
  EXPECT_EQ(judge(service_with(true, true), 2), BreakerVerdict::carry_on);
  EXPECT_EQ(judge(service_with(false, true), 300), BreakerVerdict::carry_on);
}

TEST(CircuitBreaker, JudgesByTheServicesOwnThreshold) {
  Service service = service_with(true, false);
  service.deployment_configuration.deployment_circuit_breaker->threshold_configuration =
      model::ecs::ThresholdConfiguration{.type = ThresholdType::count, .value = 1};
  EXPECT_EQ(judge(service, 0), BreakerVerdict::carry_on);
  EXPECT_EQ(judge(service, 1), BreakerVerdict::fail);
}

TEST(CircuitBreaker, LeavesACompletedRolloutAlone) {
  const ServiceDeployment completed{.status = model::ecs::ServiceDeploymentStatus::successful,
                                    .target_revision = "2"};
  EXPECT_EQ(judge(service_with(true, true), completed, 3), BreakerVerdict::carry_on);
}

TEST(CircuitBreaker, RollsBackOnlyWhereADeploymentHasCompletedBefore) {
  Service service = service_with(true, true);
  EXPECT_EQ(judge(service, 3), BreakerVerdict::fail);
  service.last_completed_revision = "1";
  EXPECT_EQ(judge(service, 3), BreakerVerdict::roll_back);
  service.deployment_configuration.deployment_circuit_breaker->rollback = false;
  EXPECT_EQ(judge(service, 3), BreakerVerdict::fail);
}

TEST(CircuitBreaker, DoesNotRollBackARollback) {
  Service service = service_with(true, true);
  service.last_completed_revision = "1";
  ServiceDeployment deployment{.target_revision = "2"};
  deployment.status = model::ecs::ServiceDeploymentStatus::rollback_in_progress;
  deployment.rollback.emplace().revision = "1";
  EXPECT_EQ(judge(service, deployment, 3), BreakerVerdict::fail);
}

}  // namespace
}  // namespace drydock::ecs::circuit_breaker_test
