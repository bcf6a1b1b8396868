#include "api/events/event_source.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "api/events/ecs_target.h"
#include "emulator/codedeploy/deployment.h"
#include "emulator/ecr/image.h"
#include "emulator/ecs/daemon/daemon_deployment.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/placement/place.h"
#include "emulator/ecs/scheduler/service_events.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/events/rule.h"
#include "emulator/json/document.h"
#include "tests/api/calls.h"
#include "tests/api/events/event_calls.h"
#include "tests/emulator/ecs/counting_ids.h"

namespace drydock::events::api::event_source_test {
namespace {

using testing::Calls;
using Words = std::vector<std::string>;

class StillClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override { return Calls::now(); }
  TimerId call_at(TimePoint /*deadline*/, std::function<void()> /*callback*/) override { return 0; }
  void cancel(TimerId /*timer*/) override {}
};

/// What happens in a world, and what of it is told.
struct EventSourceTest : ::testing::Test {
  /// "source/detail-type: value of the detail at the member".
  Words told(const std::string& member) {
    Words all;
    for (const Event& event : std::exchange(bus.published, {})) {
      const auto detail = json::parse(event.detail);
      const auto value = detail->root()[member].as_string().value_or("-");
      all.push_back(event.source + "/" + event.detail_type + ": " + std::string(value));
    }
    return all;
  }

  World world = Calls::world();
  Calls calls;
  Store& store = calls.store();
  StillClock clock;
  ecs::CountingIds ids;
  RecordingBus bus;
  EventSource source{store, clock, ids, bus};
};

TEST_F(EventSourceTest, TellsOfATaskWhenItsVersionChanges) {
  ecs::Task task{.id = "1", .arn = "arn:1", .cluster = "shop"};
  task.created_at = Calls::now();
  task.network_interface.emplace();
  store.put(world, task);
  source.start();
  const auto change = [&](ecs::TaskStatus status, int versions) {
    store.change<ecs::Task>(world, "shop/1", [&](ecs::Task& record) {
      record.last_status = status;
      record.version += versions;
    });
  };
  change(ecs::TaskStatus::provisioning, 0);
  EXPECT_EQ(told("lastStatus"), Words{});
  change(ecs::TaskStatus::running, 1);
  ASSERT_EQ(bus.published.size(), 1U);
  const Event& event = bus.published.front();
  EXPECT_EQ(event.resources, Words{"arn:1"});
  const auto detail = json::parse(event.detail);
  EXPECT_EQ(detail->root()["createdAt"].as_string(), "2023-11-14T22:13:20.000Z");
  EXPECT_EQ(detail->root()["updatedAt"].as_string(), "2023-11-14T22:13:20.000Z");
  EXPECT_EQ(detail->root()["attachments"].at(0)["type"].as_string(), "eni");
  EXPECT_EQ(detail->root()["version"].as_integer(), 2);
  EXPECT_EQ(told("lastStatus"), Words{"aws.ecs/ECS Task State Change: RUNNING"});
  store.put(world, ecs::Task{.id = "2", .arn = "arn:2", .cluster = "shop"});
  EXPECT_EQ(told("taskArn"), Words{"aws.ecs/ECS Task State Change: arn:2"});
}

TEST_F(EventSourceTest, TellsOfADeploymentAndOfItsWayBack) {
  using Status = model::ecs::ServiceDeploymentStatus;
  source.start();
  store.put(world, ecs::Service{.name = "web", .cluster = "shop", .arn = "arn:web"});
  ecs::ServiceDeployment deployment{.id = "d", .service = "shop/web", .target_revision = "2"};
  store.put(world, deployment);
  ASSERT_EQ(bus.published.size(), 1U);
  EXPECT_EQ(bus.published.front().resources, Words{"arn:web"});
  EXPECT_EQ(told("reason"), Words{"aws.ecs/ECS Deployment State Change: ECS deployment ecs-svc/2 "
                                  "in progress."});
  const auto becomes = [&](Status status) {
    store.change<ecs::ServiceDeployment>(world, "shop/web/d", [&](ecs::ServiceDeployment& record) {
      record.status = status;
      record.rollback = ecs::Rollback{.revision = "1"};
    });
  };
  becomes(Status::rollback_in_progress);
  EXPECT_EQ(told("reason"),
            (Words{"aws.ecs/ECS Deployment State Change: ECS deployment circuit breaker: task "
                   "failed to start.",
                   "aws.ecs/ECS Deployment State Change: ECS deployment circuit breaker: rolling "
                   "back to deploymentId ecs-svc/1."}));
  becomes(Status::rollback_in_progress);
  EXPECT_EQ(told("reason"), Words{});
  becomes(Status::rollback_successful);
  EXPECT_EQ(told("eventName"),
            Words{"aws.ecs/ECS Deployment State Change: SERVICE_DEPLOYMENT_COMPLETED"});
}

TEST_F(EventSourceTest, TellsWhatGaveADeploymentUp) {
  using Status = model::ecs::ServiceDeploymentStatus;
  source.start();
  const auto given_up = [&](ecs::GivenUpBy by, Status status) {
    ecs::ServiceDeployment deployment{.id = "d", .service = "shop/web", .target_revision = "2"};
    store.put(world, deployment);
    bus.published.clear();
    deployment.status = status;
    deployment.given_up_by = by;
    deployment.rollback = ecs::Rollback{.revision = "1"};
    store.put(world, deployment);
    return told("reason");
  };
  const std::string change = "aws.ecs/ECS Deployment State Change: ";
  const std::string back = change + "ECS deployment ecs-svc/1 in progress.";
  EXPECT_EQ(given_up(ecs::GivenUpBy::alarm, Status::rollback_in_progress),
            (Words{change + "ECS deployment failed: alarm detected.", back}));
  EXPECT_EQ(given_up(ecs::GivenUpBy::lifecycle_hook, Status::rollback_in_progress),
            (Words{change + "ECS deployment failed: lifecycle hook failed.", back}));
  EXPECT_EQ(given_up(ecs::GivenUpBy::lifecycle_hook, Status::stopped),
            Words{change + "ECS deployment failed: lifecycle hook failed."});
}

TEST_F(EventSourceTest, TellsWhatAServiceDoes) {
  ecs::Service service{.name = "web", .cluster = "shop", .arn = "arn:web"};
  const auto post = [&](ecs::ServiceNotice notice) {
    ecs::post_event(service, std::move(notice), ids.uuid(), Calls::now());
  };
  post(std::string("(service web) has started 1 tasks: (task 1)."));
  store.put(world, service);
  source.start();
  post(ecs::events::unable_to_start_consistently(service));
  post(std::string("(service web) has started 1 tasks: (task 2)."));
  post(ecs::events::no_instance_takes_a_task(service, {}));
  post(ecs::events::steady(service));
  store.put(world, service);
  EXPECT_EQ(told("eventName"), (Words{"aws.ecs/ECS Service Action: SERVICE_TASK_START_IMPAIRED",
                                      "aws.ecs/ECS Service Action: SERVICE_TASK_PLACEMENT_FAILURE",
                                      "aws.ecs/ECS Service Action: SERVICE_STEADY_STATE"}));
  store.put(world, service);
  EXPECT_EQ(told("eventName"), Words{});
}

TEST_F(EventSourceTest, TellsWhatATaskSetDoes) {
  ecs::Service service{.name = "web", .cluster = "shop", .arn = "arn:web"};
  store.put(world, service);
  source.start();
  for (const ecs::ServiceNotice& notice :
       {ecs::events::computed_count(service, "ecs-svc/1", 2),
        ecs::events::task_set_steady(service, "ecs-svc/1"), ecs::events::steady(service)}) {
    ecs::post_event(service, notice, ids.uuid(), Calls::now());
  }
  store.put(world, service);
  EXPECT_EQ(told("eventName"), (Words{"aws.ecs/ECS Service Action: SERVICE_DESIRED_COUNT_UPDATED",
                                      "aws.ecs/ECS Service Action: TASKSET_STEADY_STATE",
                                      "aws.ecs/ECS Service Action: SERVICE_STEADY_STATE"}));
}

struct ServiceActionExample {
  ecs::ServiceNotice notice;
  std::string detail;
};

TEST_F(EventSourceTest, TellsWithAServicesActionWhatAwsTells) {
  ecs::Service service{.name = "web", .cluster = "shop", .arn = "arn:web", .cluster_arn = "arn:c"};
  service.capacity_provider_strategy = {{.capacity_provider = "FARGATE_SPOT"}};
  store.put(world, service);
  source.start();
  const Words stopped = {"1", "2"};
  const std::string rest = R"("clusterArn":"arn:c","createdAt":"2023-11-14T22:13:20.000Z")";
  const std::string providers =
      R"("capacityProviderArns":["arn:aws:ecs:eu-west-1:111122223333:capacity-provider/)"
      R"(FARGATE_SPOT"]})";
  const std::string task = R"("arn:aws:ecs:eu-west-1:111122223333:task/shop/)";
  for (const ServiceActionExample& one :
       {ServiceActionExample{
            ecs::events::steady(service),
            R"({"eventType":"INFO","eventName":"SERVICE_STEADY_STATE",)" + rest + "}"},
        ServiceActionExample{
            ecs::events::unable_to_start_consistently(service),
            R"({"eventType":"WARN","eventName":"SERVICE_TASK_START_IMPAIRED",)" + rest + "}"},
        ServiceActionExample{
            ecs::events::no_instance_takes_a_task(
                service, {.instance_ids = {}, .rejections = {{"i", ecs::PlacementFault::memory}}}),
            R"({"eventType":"ERROR","eventName":"SERVICE_TASK_PLACEMENT_FAILURE",)" + rest +
                R"(,"reason":"RESOURCE:MEMORY",)" + providers},
        ServiceActionExample{
            ecs::events::unable_to_place(service, "CannotPullContainerError: no"),
            R"({"eventType":"ERROR","eventName":"SERVICE_TASK_PLACEMENT_FAILURE",)" + rest +
                R"(,"reason":"CannotPullContainerError: no",)" + providers},
        ServiceActionExample{ecs::events::stopped("(service web)", stopped),
                             R"({"eventType":"INFO","eventName":"TASKS_STOPPED",)" + rest +
                                 R"(,"taskArns":[)" + task + "1\"," + task + "2\"]}"},
        ServiceActionExample{
            ecs::events::desired_count_updated("(service web) Message: so be it.", 5),
            R"({"eventType":"INFO","eventName":"SERVICE_DESIRED_COUNT_UPDATED",)" + rest +
                R"(,"desiredCount":5})"}}) {
    ecs::post_event(service, one.notice, ids.uuid(), Calls::now());
    store.put(world, service);
    ASSERT_EQ(bus.published.size(), 1U) << one.detail;
    EXPECT_EQ(bus.published.front().detail, one.detail);
    EXPECT_EQ(bus.published.front().resources, Words{"arn:web"});
    bus.published.clear();
  }
}

TEST_F(EventSourceTest, TellsOfImagesByTheirTags) {
  source.start();
  store.put(world, Rule{.name = "every"});
  ecr::Image image{.repository = "shop", .digest = "sha256:1", .tags = {"v1"}};
  store.put(world, image);
  EXPECT_EQ(told("image-tag"), Words{"aws.ecr/ECR Image Action: v1"});
  image.tags.insert("v2");
  store.put(world, image);
  EXPECT_EQ(told("image-tag"), Words{"aws.ecr/ECR Image Action: v2"});
  image.last_pulled_at = Calls::now();
  store.put(world, image);
  EXPECT_EQ(told("image-tag"), Words{});
  store.erase<ecr::Image>(world, image.key());
  EXPECT_EQ(told("action-type"),
            (Words{"aws.ecr/ECR Image Action: DELETE", "aws.ecr/ECR Image Action: DELETE"}));
}

TEST_F(EventSourceTest, RunsTheTaskOfAnEcsTarget) {
  calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
  calls.ecs("RegisterTaskDefinition",
            R"({"family":"job","containerDefinitions":[{"name":"app","image":"shop:v1",
            "memory":64}]})");
  Delivery delivery{.world = world, .rule = "nightly", .event_id = "e"};
  delivery.target.arn = Calls::arn("cluster/shop");
  auto& wanted = delivery.target.ecs_parameters.emplace();
  wanted.task_definition_arn = "job";
  wanted.task_count = 2;
  delivery.target.input = delivery.input =
      R"({"containerOverrides":[{"name":"app","command":["night"]}]})";
  const auto outcome = run_ecs_task(store, ids, delivery, Calls::now());
  EXPECT_EQ(outcome.kind, DeliveryOutcome::Kind::delivered) << outcome.why;
  const auto& tasks = store.table<ecs::Task>(world).rows();
  ASSERT_EQ(tasks.size(), 2U);
  const ecs::Task& task = tasks.begin()->second;
  EXPECT_EQ(task.started_by, "events-rule/nightly");
  EXPECT_EQ(task.overrides.container_overrides->front().command, Words{"night"});
  wanted.task_definition_arn = "none";
  const auto refused = run_ecs_task(store, ids, delivery, Calls::now());
  EXPECT_EQ(refused.kind, DeliveryOutcome::Kind::refused);
  EXPECT_FALSE(refused.why.empty());
}

TEST_F(EventSourceTest, TellsOfCodeDeploysDeployments) {
  using model::codedeploy::DeploymentStatus;
  source.start();
  codedeploy::Deployment deployment;
  deployment.id = "d-1";
  deployment.group_id = "2";
  deployment.application = "shop";
  deployment.group = "live";
  store.put(world, deployment);
  EXPECT_EQ(told("state"), Words{});
  const auto become = [&](DeploymentStatus status) {
    store.change<codedeploy::Deployment>(
        world, "d-1", [&](codedeploy::Deployment& changed) { changed.status = status; });
  };
  for (const auto& [status, word] :
       {std::pair(DeploymentStatus::in_progress, "START"),
        std::pair(DeploymentStatus::ready, "READY"), std::pair(DeploymentStatus::in_progress, ""),
        std::pair(DeploymentStatus::succeeded, "SUCCESS")}) {
    become(status);
    become(status);
    const std::string kind = "aws.codedeploy/CodeDeploy Deployment State-change Notification: ";
    EXPECT_EQ(told("state"), *word == 0 ? Words{} : Words{kind + word}) << word;
  }
  become(DeploymentStatus::failed);
  ASSERT_EQ(bus.published.size(), 1U);
  EXPECT_EQ(bus.published[0].detail,
            R"({"instanceGroupId":"2","region":"eu-west-1","application":"shop",)"
            R"("deploymentId":"d-1","state":"FAILURE","deploymentGroup":"live"})");
  EXPECT_EQ(bus.published[0].resources,
            (Words{"arn:aws:codedeploy:eu-west-1:111122223333:application:shop",
                   "arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/live"}));
}

TEST_F(EventSourceTest, TellsOfDaemonsDeploymentsAndOfTheirTasksThatDoNotRun) {
  store.put(world, ecs::DaemonDeployment{.id = "known", .daemon = "shop/agent"});
  source.start();
  using Status = model::ecs::DaemonDeploymentStatus;
  ecs::DaemonDeployment deployment{.id = "d", .daemon = "shop/agent", .target_revision = "1"};
  const std::string change = "aws.ecs/ECS Daemon Deployment State Change: ";
  for (const auto& [status, name] : {std::pair(Status::pending, "PENDING"),
                                     {Status::in_progress, "IN_PROGRESS"},
                                     {Status::in_progress, ""},
                                     {Status::rollback_failed, "ROLLBACK_FAILED"}}) {
    deployment.status = status;
    store.put(world, deployment);
    const bool is_told = !std::string(name).empty();
    EXPECT_EQ(told("eventName"), is_told ? Words{change + "DAEMON_DEPLOYMENT_" + name} : Words{});
  }
  ecs::Task task{.id = "1", .arn = "arn:1", .cluster = "shop"};
  task.deployment_id = "ecs-daemon/1";
  task.group = "daemon:agent";
  task.container_instance = "a";
  ecs::request_stop(task, model::ecs::TaskStopCode::task_failed_to_start, "no image", Calls::now());
  store.put(world, task);
  told("reason");
  task.last_status = ecs::TaskStatus::stopped;
  ++task.version;
  store.put(world, task);
  EXPECT_EQ(
      told("reason"),
      (Words{"aws.ecs/ECS Task State Change: -",
             "aws.ecs/ECS Daemon Service Action: Task failed to reach RUNNING status: no image"}));
}

}  // namespace
}  // namespace drydock::events::api::event_source_test
