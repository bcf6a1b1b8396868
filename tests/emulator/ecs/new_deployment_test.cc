#include "emulator/ecs/new_deployment.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "emulator/ecs/deployment.h"
#include "emulator/ecs/service.h"

namespace drydock::ecs {
namespace {

using model::ecs::DeploymentRolloutState;

constexpr TimePoint early{seconds(100)};
constexpr TimePoint late{seconds(200)};

Service service_of(std::string task_definition) {
  Service service;
  service.name = "web";
  service.task_definition = std::move(task_definition);
  service.desired_count = 2;
  return service;
}

TEST(NewDeployment, IsTheOnlyOneOfANewService) {
  Service service = service_of("web:1");
  start_deployment(service, "ecs-svc/1", early);
  ASSERT_EQ(service.deployments.size(), 1U);
  const Deployment& deployment = service.deployments.front();
  EXPECT_EQ(deployment.status, DeploymentStatus::primary);
  EXPECT_EQ(deployment.task_definition, "web:1");
  EXPECT_EQ(deployment.created_at, early);
  EXPECT_EQ(deployment.rollout_state, DeploymentRolloutState::in_progress);
  EXPECT_EQ(deployment.rollout_state_reason, "ECS deployment ecs-svc/1 in progress.");
}

TEST(NewDeployment, TurnsThePrimaryIntoAnActiveOneAndKeepsItsState) {
  Service service = service_of("web:1");
  start_deployment(service, "ecs-svc/1", early);
  service.deployments.front().rollout_state = DeploymentRolloutState::completed;
  service.scheduler.failed_rounds = 4;
  service.scheduler.start_not_before = late;
  service.task_definition = "web:2";
  start_deployment(service, "ecs-svc/2", late);
  service.task_definition = "web:3";
  start_deployment(service, "ecs-svc/3", late);

  ASSERT_EQ(service.deployments.size(), 3U);
  EXPECT_EQ(service.deployments[0].id, "ecs-svc/3");
  EXPECT_EQ(service.deployments[0].status, DeploymentStatus::primary);
  EXPECT_EQ(service.deployments[1].id, "ecs-svc/2");
  EXPECT_EQ(service.deployments[1].status, DeploymentStatus::active);
  EXPECT_EQ(service.deployments[1].rollout_state, DeploymentRolloutState::in_progress);
  EXPECT_EQ(service.deployments[2].status, DeploymentStatus::active);
  EXPECT_EQ(service.deployments[2].rollout_state, DeploymentRolloutState::completed);
  EXPECT_EQ(service.scheduler.failed_rounds, 0);
  EXPECT_EQ(service.scheduler.start_not_before, TimePoint{});
}

TEST(NewDeployment, IsNeededForWhatTasksAreMadeOf) {
  const Service before = service_of("web:1");
  const std::vector<std::function<void(Service&)>> causes = {
      [](Service& service) { service.task_definition = "web:2"; },
      [](Service& service) { service.platform_version = "1.4.0"; },
      [](Service& service) { service.network_configuration.emplace(); },
      [](Service& service) { service.load_balancers.emplace_back(); },
      [](Service& service) { service.service_registries.emplace_back(); },
  };
  for (const auto& cause : causes) {
    Service after = before;
    cause(after);
    EXPECT_TRUE(needs_new_deployment(before, after, false));
  }
}

TEST(NewDeployment, IsNotNeededForOtherChangesUnlessForced) {
  const Service before = service_of("web:1");
  Service after = before;
  after.desired_count = 5;
  after.deployment_configuration.maximum_percent = 150;
  after.health_check_grace_period_seconds = 60;
  after.enable_execute_command = true;
  EXPECT_FALSE(needs_new_deployment(before, after, false));
  EXPECT_TRUE(needs_new_deployment(before, before, true));
}

TEST(NewDeployment, HasAnIdOfNineteenDigits) {
  class Counting : public IdSource {
   public:
    std::uint64_t bits() override { return next_++; }
    std::string secret(std::size_t size) override { return std::string(size, 's'); }

   private:
    std::uint64_t next_ = 0;
  };
  Counting ids;
  const std::string id = make_deployment_id(ids);
  EXPECT_EQ(id.substr(0, 8), "ecs-svc/");
  EXPECT_EQ(id.size(), 8U + 19U);
  EXPECT_EQ(id.find_first_not_of("0123456789", 8), std::string::npos);
}

TEST(RollBack, MakesTheLastCompletedDeploymentPrimaryAgain) {
  Service service = service_of("web:1");
  start_deployment(service, "ecs-svc/1", early);
  service.deployments.front().rollout_state = DeploymentRolloutState::completed;
  service.last_completed = service.deployments.front();
  service.task_definition = "web:2";
  start_deployment(service, "ecs-svc/2", early);
  service.deployments.front().rollout_state = DeploymentRolloutState::failed;
  service.deployments.front().failed_tasks = 3;
  roll_back(service, late);

  ASSERT_EQ(service.deployments.size(), 2U);
  const Deployment& target = service.deployments[0];
  EXPECT_EQ(target.id, "ecs-svc/1");
  EXPECT_EQ(target.status, DeploymentStatus::primary);
  EXPECT_EQ(target.rollout_state, DeploymentRolloutState::in_progress);
  EXPECT_EQ(target.rollout_state_reason,
            "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.");
  EXPECT_EQ(target.rolls_back, "ecs-svc/2");
  EXPECT_EQ(target.created_at, early);
  EXPECT_EQ(target.updated_at, late);
  EXPECT_EQ(service.deployments[1].id, "ecs-svc/2");
  EXPECT_EQ(service.deployments[1].status, DeploymentStatus::active);
  EXPECT_EQ(service.deployments[1].rollout_state, DeploymentRolloutState::failed);
  EXPECT_EQ(service.deployments[1].failed_tasks, 3);
  EXPECT_EQ(service.task_definition, "web:1");
}

TEST(RollBack, BringsBackADeploymentThatHasLeftTheService) {
  Service service = service_of("web:2");
  service.last_completed = Deployment{.id = "ecs-svc/1", .task_definition = "web:1"};
  start_deployment(service, "ecs-svc/2", early);
  roll_back(service, late);
  ASSERT_EQ(service.deployments.size(), 2U);
  EXPECT_EQ(service.deployments[0].id, "ecs-svc/1");
  EXPECT_EQ(service.deployments[1].id, "ecs-svc/2");
}

}  // namespace
}  // namespace drydock::ecs
