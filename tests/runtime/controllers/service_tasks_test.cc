#include "runtime/controllers/service_tasks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/scheduler/service_actions.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/records.h"
#include "model/ecs/task_definition.h"
#include "runtime/clock/random_ids.h"

namespace drydock::service_tasks_test {
namespace {

using model::ecs::PropagateTags;
using Tags = std::vector<model::ecs::Tag>;

/// The service "web" of a bridge definition, which has a tag of its own.
class ServiceTasks : public ::testing::Test {
 protected:
  ServiceTasks() {
    store_.put(world_, ecs::Cluster{.name = "shop", .arn = ecs::cluster_arn(world_, "shop")});
    ecs::TaskDefinition definition;
    definition.definition.family = "web";
    definition.definition.revision = 1;
    definition.definition.task_definition_arn = ecs::task_definition_arn(world_, "web", 1);
    definition.definition.container_definitions.emplace().push_back(
        {.name = "app", .image = "web"});
    definition.tags = {{.key = "of", .value = "definition"}};
    store_.put(world_, definition);
    service_.name = "web";
    service_.cluster = "shop";
    service_.task_definition = *definition.definition.task_definition_arn;
    service_.tags = {{.key = "of", .value = "service"}};
  }

  const ecs::Service& deploy() {
    return ecs::start_deployment(store_, world_, service_, ids_, now_);
  }
  std::vector<ecs::Task> make(int count) {
    const ecs::Service& service = deploy();
    return make_service_tasks(store_, world_, service,
                              {.task_set = service.task_set, .count = count}, ids_, now_);
  }

  World world_{"000000000000", "us-east-1"};
  Store store_{all_record_kinds()};
  RandomIds ids_{1};
  TimePoint now_{seconds(1'000)};
  ecs::Service service_;
};

TEST_F(ServiceTasks, HaveTheTagsThatTheirServiceSays) {
  struct Row {
    std::optional<PropagateTags> from;
    bool managed;
    Tags tags;
  };
  const Row rows[] = {
      {std::nullopt, false, {}},
      {PropagateTags::none, false, {}},
      {PropagateTags::service, false, {{.key = "of", .value = "service"}}},
      {PropagateTags::task_definition, false, {{.key = "of", .value = "definition"}}},
      {std::nullopt,
       true,
       {{.key = "aws:ecs:clusterName", .value = "shop"},
        {.key = "aws:ecs:serviceName", .value = "web"}}},
  };
  for (const Row& row : rows) {
    service_.propagate_tags = row.from;
    service_.enable_ecs_managed_tags = row.managed;
    EXPECT_EQ(make(1).at(0).tags, row.tags);
  }
}

TEST_F(ServiceTasks, AreSharedAmongTheServicesCapacityProviders) {
  service_.capacity_provider_strategy = {{.capacity_provider = "FARGATE", .weight = 1, .base = 2},
                                         {.capacity_provider = "FARGATE_SPOT", .weight = 3}};
  const auto tasks = make(10);
  const auto is_spot = [](const ecs::Task& task) {
    return task.capacity_provider_name == "FARGATE_SPOT";
  };
  EXPECT_EQ(std::ranges::count_if(tasks, is_spot), 6);
}

TEST_F(ServiceTasks, AreAskedPlacesForAsTheServiceSays) {
  service_.launch_type = model::ecs::LaunchType::ec2;
  model::ecs::PlacementConstraint in_a;
  in_a.type = model::ecs::PlacementConstraintType::member_of;
  in_a.expression = "attribute:ecs.availability-zone == us-east-1a";
  service_.placement_constraints = {in_a};
  service_.placement_strategy = {
      {.type = model::ecs::PlacementStrategyType::binpack, .field = "memory"}};
  const ecs::Service& service = deploy();
  const auto& set = *store_.find<ecs::TaskSet>(world_, service.key() + "/" + service.task_set);
  const auto placement = placement_of(store_, world_, service, set, ids_);
  ASSERT_TRUE(placement);
  EXPECT_EQ(placement->request.member_of.size(), 1U);
  EXPECT_EQ(placement->request.strategies, service_.placement_strategy);
  EXPECT_EQ(placement->request.group, "service:web");
}

}  // namespace
}  // namespace drydock::service_tasks_test
