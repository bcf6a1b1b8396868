#include "emulator/ecs/deployment/image_resolution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/records.h"
#include "tests/emulator/ecs/service_fixture.h"

namespace drydock::ecs::image_resolution_test {
namespace {

using Words = std::vector<std::string>;

/// The service "web" in "shop" that runs revision "1" of "web:1", which has the containers "app",
/// "sidecar" and, with `versionConsistency` disabled, "agent".
struct ImageResolution : ::testing::Test {
  ImageResolution() {
    TaskDefinition definition;
    auto& shape = definition.definition;
    shape.family = "web";
    shape.revision = 1;
    shape.task_definition_arn = "arn:aws:ecs:us-east-1:000000000000:task-definition/web:1";
    shape.container_definitions.emplace() = {
        {.name = "app"}, {.name = "sidecar"}, {.name = "agent"}};
    shape.container_definitions->back().version_consistency =
        model::ecs::VersionConsistency::disabled;
    task.task_definition_arn = *shape.task_definition_arn;
    store.put(world, std::move(definition));
    deploy("1");
    task.cluster = "shop";
    task.service = "web";
    task.deployment_id = "ecs-svc/1";
  }

  void deploy(const std::string& id) {
    store.put(world, ServiceRevision{.id = id, .service = "shop/web"});
    store.put(world, TaskSet{.id = task_set_id(id), .service = "shop/web", .revision = id});
  }
  const ServiceRevision& revision() { return *store.find<ServiceRevision>(world, "shop/web/1"); }
  std::string settle(std::string_view container, const std::string& digest) {
    return settle_digest(store, world, task, container, digest);
  }

  World world{"000000000000", "us-east-1"};
  Store store{all_record_kinds()};
  Task task;
};

TEST_F(ImageResolution, GoesByTheFirstTaskOfTheRevision) {
  EXPECT_EQ(resolved_digest(store, world, task, "app"), std::nullopt);
  EXPECT_EQ(settle("app", "sha256:1"), "sha256:1");
  EXPECT_EQ(settle("app", "sha256:2"), "sha256:1") << "of a task that looked at the same time";
  EXPECT_EQ(settle("sidecar", "sha256:3"), "sha256:3");
  EXPECT_EQ(resolved_digest(store, world, task, "app"), "sha256:1");
  EXPECT_EQ(revision().images,
            (std::vector<ResolvedImage>{{"app", "sha256:1"}, {"sidecar", "sha256:3"}}));
}

TEST_F(ImageResolution, BeginsAnewWithEachDeployment) {
  settle("app", "sha256:1");
  deploy("2");
  Task next = task;
  next.deployment_id = "ecs-svc/2";
  EXPECT_EQ(resolved_digest(store, world, next, "app"), std::nullopt);
  EXPECT_EQ(settle_digest(store, world, next, "app", "sha256:2"), "sha256:2");
  EXPECT_EQ(resolved_digest(store, world, task, "app"), "sha256:1") << "as in a rollback";
}

TEST_F(ImageResolution, LeavesOtherTasksAndContainersTheirTags) {
  EXPECT_EQ(settle("agent", "sha256:1"), "sha256:1");
  EXPECT_EQ(settle("agent", "sha256:2"), "sha256:2");
  task.service.clear();
  EXPECT_EQ(settle("app", "sha256:1"), "sha256:1");
  EXPECT_EQ(settle("app", "sha256:2"), "sha256:2");
  EXPECT_TRUE(revision().images.empty());
}

TEST_F(ImageResolution, IsGivenUpAfterThreeAttempts) {
  settle("sidecar", "sha256:3");
  note_failed_resolution(store, world, task, "sidecar");
  note_failed_resolution(store, world, task, "agent");
  EXPECT_EQ(revision().failed_resolutions, 0) << "no attempts";
  for (int attempt = 0; attempt < 3; ++attempt) {
    EXPECT_FALSE(gave_up_resolving(revision()));
    note_failed_resolution(store, world, task, "app");
  }
  EXPECT_TRUE(gave_up_resolving(revision()));
  EXPECT_EQ(settle("app", "sha256:1"), "sha256:1");
  EXPECT_EQ(settle("app", "sha256:2"), "sha256:2");
  EXPECT_EQ(resolved_digest(store, world, task, "sidecar"), "sha256:3");
  note_failed_resolution(store, world, task, "app");
  EXPECT_EQ(revision().failed_resolutions, 3);
}

/// A breaker that would bear 50 failures more.
TEST_F(ImageResolution, FailsTheDeploymentWhereABreakerWatches) {
  ServiceFixture web(100, 100, 200);
  web.deploy("A").completed().deploy("B").tasks("A1:healthy B1:failed B2:failed B3:failed");
  web.revision("B").failed_resolutions = 3;
  const auto rolls_back = [&] {
    const Words words = web.decisions();
    return std::ranges::find(words, "roll back") != words.end();
  };
  EXPECT_FALSE(rolls_back());
  web.service().deployment_configuration.deployment_circuit_breaker = {.enable = true,
                                                                       .rollback = true};
  EXPECT_TRUE(rolls_back());
  web.revision("B").failed_resolutions = 2;
  EXPECT_FALSE(rolls_back());
}

TEST_F(ImageResolution, DoesNotFailAWayBack) {
  ServiceFixture web(100, 100, 200);
  web.service().deployment_configuration.deployment_circuit_breaker = {.enable = true,
                                                                       .rollback = true};
  web.deploy("A").completed().tasks("A1:healthy A2:failed");
  web.deployment().status = model::ecs::ServiceDeploymentStatus::rollback_in_progress;
  web.deployment().rollback = Rollback{.revision = "A"};
  web.revision("A").failed_resolutions = 3;
  const Words words = web.decisions();
  EXPECT_EQ(std::ranges::find(words, "fail"), words.end());
}

}  // namespace
}  // namespace drydock::ecs::image_resolution_test
