#include "emulator/ecs/deployment/rollout.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "emulator/ecs/deployment/lifecycle_hooks.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/scheduler/service_actions.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/records.h"

namespace drydock::ecs::rollout_test {
namespace {

using model::ecs::DeploymentRolloutState;
using Status = model::ecs::ServiceDeploymentStatus;
using namespace std::chrono_literals;

const World world{"111122223333", "eu-west-1"};
constexpr TimePoint early{seconds(100)};
constexpr TimePoint late{seconds(200)};

/// Gives numbers, each other than the last.
class CountingIds : public IdSource {
 public:
  std::uint64_t bits() override { return std::hash<std::string>()(std::to_string(++next_)); }
  std::string secret(std::size_t size) override { return std::string(size, 's'); }

 private:
  std::uint64_t next_ = 0;
};

/// The service "shop/web", which wants two tasks.
struct RolloutCourse : ::testing::Test {
  /// Starts a deployment of this task definition: its revision's id.
  std::string deploy(const std::string& task_definition, TimePoint now = early) {
    const Service* had = store.find<Service>(world, "shop/web");
    Service wanted = had == nullptr ? Service{.name = "web", .cluster = "shop"} : *had;
    wanted.desired_count = 2;
    wanted.task_definition = task_definition;
    start_deployment(store, world, std::move(wanted), ids, now);
    return deployment().target_revision;
  }
  /// Starts one and lets it complete.
  std::string roll(const std::string& task_definition, TimePoint now = early) {
    std::string revision = deploy(task_definition, now);
    complete_deployment(store, world, "shop/web", now);
    return revision;
  }
  /// From here on the service's deployments shift traffic.
  void shift_traffic() {
    Service web{.name = "web", .cluster = "shop"};
    web.deployment_configuration.strategy = model::ecs::DeploymentStrategy::blue_green;
    store.put(world, std::move(web));
  }
  void leave_primary_alone() {
    for (const TaskSet* set : sets()) {
      if (set->id != service().task_set) store.erase<TaskSet>(world, set->key());
    }
  }
  void add_task(const std::string& id, const std::string& revision, TaskStatus status) {
    Task task{.id = id, .cluster = "shop", .service = "web"};
    task.deployment_id = task_set_id(revision);
    task.last_status = status;
    store.put(world, task);
  }

  const Service& service() { return *store.find<Service>(world, "shop/web"); }
  const ServiceDeployment& deployment() { return *current_deployment(store, world, service()); }
  std::vector<const TaskSet*> sets() { return task_sets_of(store, world, service()); }
  Rollout rollout(const TaskSet& set) { return rollout_of(set, deployment_of(store, world, set)); }
  std::size_t deployments() { return store.table<ServiceDeployment>(world).rows().size(); }
  std::size_t revisions() { return store.table<ServiceRevision>(world).rows().size(); }

  Store store{all_record_kinds()};
  CountingIds ids;
};

TEST_F(RolloutCourse, BeginsWithARevisionATaskSetAndADeployment) {
  const std::string revision = deploy("web:1");
  EXPECT_EQ(revision.size(), 19U);
  EXPECT_EQ(revision.find_first_not_of("0123456789"), std::string::npos);
  ASSERT_EQ(sets().size(), 1U);
  EXPECT_EQ(sets()[0]->id, "ecs-svc/" + revision);
  EXPECT_EQ(service().task_set, sets()[0]->id);
  EXPECT_EQ(revision_of(store, world, *sets()[0]).task_definition, "web:1");
  EXPECT_EQ(deployment().status, Status::in_progress);
  EXPECT_TRUE(deployment().source_revisions.empty());
  EXPECT_EQ(rollout(*sets()[0]).reason, "ECS deployment ecs-svc/" + revision + " in progress.");
}

TEST_F(RolloutCourse, IsOvertakenByTheNext) {
  const std::string first = roll("web:1");
  const std::string second = deploy("web:2");
  const std::string overtaken = deployment().key();
  const std::string third = deploy("web:3", late);

  ASSERT_EQ(sets().size(), 3U);
  EXPECT_EQ(sets()[0]->revision, third);
  EXPECT_EQ(deployment().source_revisions.size(), 2U);
  const auto& stopped = *store.find<ServiceDeployment>(world, overtaken);
  EXPECT_EQ(stopped.status, Status::stopped);
  EXPECT_EQ(stopped.finished_at, late);
  for (const TaskSet* set : sets()) {
    const auto state = rollout(*set).state;
    EXPECT_EQ(state, set->revision == first ? DeploymentRolloutState::completed
                                            : DeploymentRolloutState::in_progress);
  }
  EXPECT_EQ(service().last_completed_revision, first);
}

TEST_F(RolloutCourse, KeepsTheCountsOfItsEnd) {
  const std::string first = roll("web:1");
  const std::string second = deploy("web:2");
  add_task("a", first, TaskStatus::running);
  add_task("b", second, TaskStatus::running);
  add_task("c", second, TaskStatus::pending);
  complete_deployment(store, world, "shop/web", late);
  const RevisionCounts old{.running = 1};
  const RevisionCounts fresh{.requested = 2, .pending = 1, .running = 1};
  EXPECT_EQ(deployment().final_counts.at(task_set_id(first)), old);
  EXPECT_EQ(deployment().final_counts.at(task_set_id(second)), fresh);
  add_task("d", second, TaskStatus::running);
  EXPECT_EQ(deployment().final_counts.at(task_set_id(second)), fresh);
}

TEST_F(RolloutCourse, CountsTheFailuresOfItsTarget) {
  const std::string first = roll("web:1");
  deploy("web:2");
  note_failures(store, world, "shop/web/ecs-svc/" + first, {.tasks = 5}, late);
  EXPECT_EQ(deployment().breaker.failures, 0);
  note_failures(store, world, "shop/web/" + service().task_set, {.tasks = 2}, late);
  EXPECT_EQ(deployment().breaker.failures, 2);
  EXPECT_EQ(sets()[0]->failures.tasks, 2);
}

TEST_F(RolloutCourse, GoesBackToTheLastCompletedRevisionUnderItsOwnName) {
  const std::string first = roll("web:1");
  const std::string second = deploy("web:2");
  store.erase<TaskSet>(world, "shop/web/ecs-svc/" + first);
  roll_back_deployment(store, world, "shop/web", GivenUpBy::circuit_breaker,
                       "because the circuit breaker threshold was exceeded.", ids, late);

  ASSERT_EQ(sets().size(), 2U);
  EXPECT_EQ(sets()[0]->revision, first);
  EXPECT_EQ(sets()[0]->failures, StartFailures{});
  EXPECT_EQ(sets()[1]->revision, second);
  EXPECT_EQ(service().task_definition, "web:1");
  EXPECT_EQ(deployment().status, Status::rollback_in_progress);
  EXPECT_EQ(deployment().target_revision, second);
  EXPECT_TRUE(deployment().breaker.triggered);
  EXPECT_EQ(rollout(*sets()[0]).reason,
            "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/" + first + ".");
  EXPECT_EQ(rollout(*sets()[1]).reason, "ECS deployment circuit breaker: tasks failed to start.");

  complete_deployment(store, world, "shop/web", late);
  EXPECT_EQ(deployment().status, Status::rollback_successful);
  EXPECT_EQ(rollout(*sets()[0]).state, DeploymentRolloutState::completed);
  EXPECT_EQ(rollout(*sets()[1]).state, DeploymentRolloutState::failed);
  EXPECT_EQ(service().last_completed_revision, first);
}

TEST_F(RolloutCourse, SaysThatAClientSentItBack) {
  roll("web:1");
  deploy("web:2");
  roll_back_deployment(store, world, "shop/web", GivenUpBy::client, "because a stop was requested.",
                       ids, late);
  EXPECT_FALSE(deployment().breaker.triggered);
  EXPECT_EQ(deployment().rollback->reason,
            "Service deployment rolled back because a stop was requested.");
  EXPECT_EQ(rollout(*sets()[0]).reason, "ECS deployment " + sets()[0]->id + " in progress.");
  EXPECT_EQ(rollout(*sets()[1]).reason, "ECS deployment " + sets()[1]->id + " stopped.");
  fail_deployment(store, world, "shop/web", GivenUpBy::circuit_breaker,
                  "because the circuit breaker threshold was exceeded.", late);
  EXPECT_EQ(deployment().status, Status::rollback_failed);
  EXPECT_EQ(rollout(*sets()[0]).state, DeploymentRolloutState::failed);
}

TEST_F(RolloutCourse, KeepsWhereItsTrafficComesFrom) {
  shift_traffic();
  const std::string first = deploy("web:1");
  EXPECT_EQ(deployment().traffic->blue, "") << "nothing ran before";
  deploy("web:2");
  EXPECT_EQ(deployment().traffic->blue, first) << "nothing was completed: the oldest";
  const std::string third = roll("web:3");
  const std::string fourth = deploy("web:4");
  EXPECT_EQ(deployment().traffic->blue, third) << "what was completed last, and still runs";
  store.erase<TaskSet>(world, "shop/web/ecs-svc/" + first);
  store.erase<TaskSet>(world, "shop/web/ecs-svc/" + third);
  EXPECT_EQ(deployment().traffic->blue, third) << "whatever goes meanwhile";
  deploy("web:5");
  EXPECT_EQ(deployment().traffic->blue, fourth) << "of the others none is to have tasks";
}

TEST_F(RolloutCourse, ComesFromWhatServesRatherThanFromWhatHasBeenScaledDown) {
  shift_traffic();
  const std::string first = roll("web:1");
  const std::string second = deploy("web:2");
  const auto scale = [this](const std::string& revision, int tasks) {
    store.change<TaskSet>(world, "shop/web/ecs-svc/" + revision,
                          [tasks](TaskSet& set) { set.requested = tasks; });
  };
  scale(first, 0);
  scale(second, 2);
  deploy("web:3");
  EXPECT_EQ(deployment().traffic->blue, second) << "the last completed has no task any more";
}

TEST_F(RolloutCourse, FindsBlueWhereAnEarlierDrydockDidNotTellIt) {
  shift_traffic();
  const std::string first = roll("web:1");
  deploy("web:2");
  const auto forget_blue = [](ServiceDeployment& changed) { changed.traffic->blue.clear(); };
  store.change<ServiceDeployment>(world, deployment().key(), forget_blue);
  find_blue(store);
  EXPECT_EQ(deployment().traffic->blue, first);
  complete_deployment(store, world, "shop/web", late);
  store.change<ServiceDeployment>(world, deployment().key(), forget_blue);
  find_blue(store);
  EXPECT_EQ(deployment().traffic->blue, "") << "history stays as it is";
}

TEST_F(RolloutCourse, RunsTheHooksOfItsShiftsOnceMoreOnTheWayBack) {
  using HookStage = model::ecs::DeploymentLifecycleHookStage;
  using HookStatus = model::ecs::DeploymentLifecycleHookStatus;
  roll("web:1");
  deploy("web:2");
  store.change<ServiceDeployment>(world, deployment().key(), [](ServiceDeployment& changed) {
    auto& hook = changed.configuration.lifecycle_hooks.emplace().emplace_back();
    hook.lifecycle_stages = {HookStage::test_traffic_shift, HookStage::production_traffic_shift};
    changed.traffic.emplace();
  });
  enter_stage(store, world, "shop/web",
              {.stage = LifecycleStage::production_traffic_shift, .production = 100, .test = 1000},
              ids, early);
  const std::string forth = deployment().traffic->hooks.at(0).id;
  resolve_hook(store, world, deployment().key(), forth,
               {.status = HookStatus::failed, .failure = "because.", .call_at = {}, .details = ""},
               early);
  roll_back_deployment(store, world, "shop/web", GivenUpBy::lifecycle_hook, "because.", ids, late);
  const TrafficShift& shift = *deployment().traffic;
  EXPECT_EQ(shift.production, 0);
  EXPECT_EQ(shift.test, 0);
  ASSERT_EQ(shift.hooks.size(), 3U) << "what sent it back is still told";
  EXPECT_EQ(shift.hooks[0].id, forth);
  EXPECT_EQ(shift.hooks[1].stage, LifecycleStage::production_traffic_shift);
  EXPECT_EQ(shift.hooks[2].stage, LifecycleStage::test_traffic_shift);
  EXPECT_EQ(shift.hooks[2].status, HookStatus::in_progress);
  EXPECT_EQ(shift.hooks[2].call_at, late);
}

TEST_F(RolloutCourse, EndsWithoutAWayBack) {
  deploy("web:1");
  fail_deployment(store, world, "shop/web", GivenUpBy::circuit_breaker,
                  "because the circuit breaker threshold was exceeded.", late);
  EXPECT_EQ(deployment().status, Status::stopped);
  EXPECT_EQ(deployment().finished_at, late);
  EXPECT_EQ(rollout(*sets()[0]).state, DeploymentRolloutState::failed);
  EXPECT_EQ(service().last_completed_revision, "");
}

TEST_F(RolloutCourse, EndsWithItsService) {
  deploy("web:1");
  end_service(store, world, "shop/web", late);
  EXPECT_EQ(service().status, ServiceStatus::inactive);
  EXPECT_TRUE(sets().empty());
  EXPECT_EQ(deployment().status, Status::stopped);
}

TEST_F(RolloutCourse, IsHistoryForNinetyDays) {
  for (int i = 0; i < 3; ++i) {
    roll("web:" + std::to_string(i));
    leave_primary_alone();
  }
  roll("web:4", early + deployment_history - 1s);
  EXPECT_EQ(deployments(), 4U);
  EXPECT_EQ(revisions(), 4U);
  leave_primary_alone();
  roll("web:5", early + deployment_history);
  EXPECT_EQ(deployments(), 2U);
  EXPECT_EQ(revisions(), 3U) << "the last but one went on from what the third left";
}

TEST_F(RolloutCourse, IsOneOfAThousandAtMost) {
  for (int i = 0; i < static_cast<int>(deployments_kept_max) + 20; ++i) {
    roll("web:1", early + seconds(i));
    leave_primary_alone();
  }
  EXPECT_EQ(deployments(), deployments_kept_max);
  forget_deployments(store, world, "shop/web");
  EXPECT_EQ(deployments() + revisions(), 0U);
}

TEST(NewDeployment, IsNeededForWhatTasksAreMadeOf) {
  const Service before{.task_definition = "web:1"};
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
  const Service before{.task_definition = "web:1"};
  Service after = before;
  after.desired_count = 5;
  after.deployment_configuration.maximum_percent = 150;
  after.health_check_grace_period_seconds = 60;
  after.enable_execute_command = true;
  EXPECT_FALSE(needs_new_deployment(before, after, false));
  EXPECT_TRUE(needs_new_deployment(before, before, true));
}

}  // namespace
}  // namespace drydock::ecs::rollout_test
