#include "emulator/ecs/daemon/daemon_view.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon_task_definition.h"
#include "emulator/ecs/deployment/image_resolution.h"
#include "emulator/ecs/instance/local_instance.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/task.h"
#include "emulator/records.h"
#include "model/ecs/task.h"

namespace drydock::ecs::daemon_view_test {
namespace {

using namespace std::chrono_literals;
using model::ecs::TaskStopCode;
using State = DaemonTaskState;

const World world{"000000000000", "us-east-1"};
constexpr TimePoint now{1'000'000'000ms};

/// A daemon "agent" of the provider "mi" in the cluster "shop", with an instance "a".
struct DaemonViews : ::testing::Test {
  DaemonViews() {
    DaemonTaskDefinition definition;
    definition.definition.family = "agent";
    definition.definition.revision = 1;
    auto& containers = definition.task.definition.container_definitions.emplace();
    containers.push_back({.name = "agent", .image = "agent:v1", .memory = 64});
    store.put(world, definition);
    daemon = {.name = "agent", .cluster = "shop", .deployment = "d", .revision = "1"};
    store.put(world, daemon);
    store.put(world, DaemonRevision{.id = "1",
                                    .daemon = "shop/agent",
                                    .task_definition = arn,
                                    .capacity_providers = {"mi"}});
    store.put(world, DaemonDeployment{.id = "d", .daemon = "shop/agent", .target_revision = "1"});
    put_instance("a");
  }

  void put_instance(const std::string& id, const std::string& provider = "mi",
                    std::int64_t memory_mib = 128) {
    ContainerInstance instance;
    instance.id = id;
    instance.cluster = "shop";
    instance.attributes = engine_attributes(world, "us-east-1a");
    instance.attributes["drydock.capacity-provider"] = provider;
    instance.registered = {.cpu_units = 1024, .memory_mib = memory_mib};
    store.put(world, instance);
  }

  Task task(const std::string& id, TaskStatus status = TaskStatus::running) const {
    Task made{.id = id, .cluster = "shop"};
    made.deployment_id = "ecs-daemon/1";
    made.group = "daemon:agent";
    made.task_definition_arn = arn;
    made.container_instance = "a";
    made.last_status = status;
    made.containers.push_back({.name = "agent"});
    if (status >= TaskStatus::running) made.started_at = now - 10s;
    return made;
  }

  /// The definition's container is checked, and the task's is as the checks have found.
  void put_checked(HealthStatus health) {
    store.change<DaemonTaskDefinition>(
        world, "agent:0000000001", [](DaemonTaskDefinition& definition) {
          auto& container = definition.task.definition.container_definitions->front();
          container.health_check.emplace().command = {"CMD", "true"};
        });
    Task checked = task("t");
    checked.containers.front().health.status = health;
    store.put(world, checked);
  }

  DaemonView view() const { return view_of(store, world, daemon, since, now, pace); }
  DaemonInstance only_instance() const {
    const DaemonView seen = view();
    EXPECT_EQ(seen.instances.size(), 1U);
    return seen.instances.front();
  }
  bool awaits() const {
    return awaits_daemon(store, world, *store.find<ContainerInstance>(world, "shop/a"));
  }

  Store store{all_record_kinds()};
  const std::string arn = daemon_task_definition_arn(world, "agent", 1);
  Daemon daemon;
  std::optional<TimePoint> since;
  const Pace pace = Pace::aws();
};

TEST_F(DaemonViews, SeeTheInstancesOfTheirProviders) {
  put_instance("b", "other");
  EXPECT_EQ(only_instance().id, "a");
  EXPECT_EQ(only_instance().state, State::none);
  EXPECT_TRUE(only_instance().has_room);
  put_instance("a", "mi", 32);
  EXPECT_FALSE(only_instance().has_room);
}

TEST_F(DaemonViews, TellHowATaskWithoutAHealthCheckIs) {
  struct Row {
    TaskStatus status;
    Duration running_for;
    State expected;
    bool awaits;
  };
  for (const Row& row : {Row{TaskStatus::pending, 0s, State::starting, true},
                         Row{TaskStatus::running, 39s, State::running, false},
                         Row{TaskStatus::running, 40s, State::proven, false},
                         Row{TaskStatus::stopping, 40s, State::stopping, true},
                         Row{TaskStatus::stopped, 40s, State::none, true}}) {
    Task one = task("t", row.status);
    if (row.status >= TaskStatus::running) one.started_at = now - row.running_for;
    store.put(world, one);
    EXPECT_EQ(only_instance().state, row.expected) << to_text(row.status);
    EXPECT_EQ(awaits(), row.awaits) << to_text(row.status);
  }
  store.put(world, task("t"));
  EXPECT_EQ(only_instance().proven_at, now + 30s);
  EXPECT_EQ(only_instance().revision, "1");
}

TEST_F(DaemonViews, BelieveAHealthCheck) {
  struct Row {
    HealthStatus health;
    State expected;
    bool awaits;
  };
  for (const Row& row : {Row{HealthStatus::unknown, State::starting, true},
                         Row{HealthStatus::healthy, State::proven, false},
                         Row{HealthStatus::unhealthy, State::unhealthy, true}}) {
    put_checked(row.health);
    EXPECT_EQ(only_instance().state, row.expected) << to_text(row.health);
    EXPECT_EQ(awaits(), row.awaits) << to_text(row.health);
  }
}

TEST_F(DaemonViews, CountOtherTasksApart) {
  store.put(world, task("t"));
  Task of_service = task("web");
  of_service.service = "web";
  of_service.deployment_id = "ecs-svc/1";
  store.put(world, of_service);
  Task alone = task("alone");
  alone.deployment_id = "";
  store.put(world, alone);
  const DaemonInstance seen = only_instance();
  EXPECT_EQ(seen.task_id, "t");
  EXPECT_EQ(seen.tasks, 3);
  EXPECT_EQ(seen.other_tasks, 2);
  EXPECT_EQ(seen.unattended, 1);
}

TEST_F(DaemonViews, TakeNoticeOfEndsThatNobodyOfTheirsAskedFor) {
  Task crashed = task("crashed");
  request_stop(crashed, TaskStopCode::essential_container_exited, "crash", now);
  store.put(world, crashed);
  Task asked = task("asked");
  request_stop(asked, TaskStopCode::service_scheduler_initiated, "drains", now);
  store.put(world, asked);
  Task noted = task("noted");
  request_stop(noted, TaskStopCode::user_initiated, "user", now);
  noted.notes.failure_noted = true;
  store.put(world, noted);
  DaemonView seen = view();
  ASSERT_EQ(seen.ended.size(), 1U);
  EXPECT_EQ(seen.ended.front().task_id, "crashed");
  EXPECT_TRUE(seen.ended.front().failed);
  EXPECT_TRUE(seen.ended.front().had_run);
  EXPECT_FALSE(seen.ended.front().had_proven);
  EXPECT_FALSE(seen.ended.front().outlived_outage);
  since = now;
  EXPECT_TRUE(view().ended.front().outlived_outage);
}

TEST_F(DaemonViews, LetOthersInWhereTheyAreNotCriticalAndHaveFailed) {
  EXPECT_TRUE(awaits());
  store.change<DaemonRevision>(world, "shop/agent/1",
                               [](DaemonRevision& revision) { revision.critical = false; });
  EXPECT_TRUE(awaits());
  daemon.memory.without["a"] = "1";
  store.put(world, daemon);
  EXPECT_FALSE(awaits());
  EXPECT_EQ(count_instances(store, world, daemon)["1"]["mi"], (DaemonCounts{.without = 1}));
}

TEST_F(DaemonViews, CountInstancesByRevisionAndProvider) {
  store.put(world, task("t"));
  EXPECT_EQ(count_instances(store, world, daemon)["1"]["mi"], (DaemonCounts{.running = 1}));
  store.change<ContainerInstance>(world, "shop/a", [](ContainerInstance& instance) {
    instance.status = ContainerInstanceStatus::draining;
  });
  EXPECT_EQ(count_instances(store, world, daemon)["1"]["mi"], (DaemonCounts{.draining = 1}));
}

TEST_F(DaemonViews, RunOneImageARevision) {
  EXPECT_EQ(settle_digest(store, world, task("t"), "agent", "sha256:1"), "sha256:1");
  EXPECT_EQ(settle_digest(store, world, task("u"), "agent", "sha256:2"), "sha256:1");
  EXPECT_EQ(resolved_digest(store, world, task("u"), "agent"), "sha256:1");
  Task of_another = task("v");
  of_another.deployment_id = "ecs-daemon/2";
  EXPECT_EQ(resolved_digest(store, world, of_another, "agent"), std::nullopt);
  Task alone = task("w");
  alone.deployment_id = "";
  EXPECT_EQ(resolved_digest(store, world, alone, "agent"), std::nullopt);
}

TEST_F(DaemonViews, FollowTheTagOnceThreeTasksHaveFoundNoImage) {
  for (int i = 0; i < resolution_attempts_max; ++i) {
    note_failed_resolution(store, world, task("t"), "agent");
  }
  EXPECT_EQ(settle_digest(store, world, task("t"), "agent", "sha256:1"), "sha256:1");
  EXPECT_EQ(resolved_digest(store, world, task("u"), "agent"), std::nullopt);
}

}  // namespace
}  // namespace drydock::ecs::daemon_view_test
