#include "emulator/ecs/deployment/external_task_sets.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "emulator/ecs/cluster.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/records.h"
#include "tests/emulator/ecs/counting_ids.h"

namespace drydock::ecs::external_task_sets_test {
namespace {

using model::ecs::DeploymentControllerType;
using model::ecs::StabilityStatus;

const World world{"111122223333", "eu-west-1"};
constexpr TimePoint early{seconds(100)};
constexpr TimePoint late{seconds(200)};
constexpr std::string_view web = "shop/web";

/// What a call gave: "ok", or its error.
template <class T>
std::string said(const Result<T>& result) {
  if (result) return "ok";
  return result.error().code() + ": " + result.error().message();
}

/// The service "shop/web" of four tasks, and two revisions of the bridge definition "web".
struct ExternalTaskSets : ::testing::Test {
  ExternalTaskSets() {
    store.put(world, Cluster{.name = "shop"});
    for (const int number : {1, 2}) {
      TaskDefinition definition;
      definition.definition.family = "web";
      definition.definition.revision = number;
      definition.definition.status = model::ecs::TaskDefinitionStatus::active;
      definition.definition.task_definition_arn = task_definition_arn(world, "web", number);
      definition.definition.container_definitions.emplace().push_back({.name = "app"});
      store.put(world, definition);
    }
  }

  const Service& start(DeploymentControllerType controller) {
    Service made{.name = "web", .cluster = "shop"};
    made.desired_count = 4;
    made.deployment_controller = {.type = controller};
    if (controller == DeploymentControllerType::code_deploy) made.task_definition = arn(1);
    return start_task_sets(store, world, std::move(made), ids, early);
  }
  /// Makes a set of this revision of the definition: its id.
  std::string make(int revision, double scale = 50) {
    const NewTaskSet wanted{.task_definition = "web:" + std::to_string(revision), .scale = scale};
    return *create_task_set(store, world, web, wanted, ids, early);
  }
  [[nodiscard]] static std::string arn(int revision) {
    return task_definition_arn(world, "web", revision);
  }
  const Service& service() { return *store.find<Service>(world, web); }
  const TaskSet& set(const std::string& id) {
    return *store.find<TaskSet>(world, std::string(web) + "/" + id);
  }

  Store store{all_record_kinds()};
  CountingIds ids;
};

TEST_F(ExternalTaskSets, AreNoneWhereAClientIsToMakeThem) {
  EXPECT_EQ(start(DeploymentControllerType::external).task_set, "");
  EXPECT_TRUE(task_sets_of(store, world, service()).empty());
  EXPECT_TRUE(is_governed_outside(service()));
  EXPECT_FALSE(is_governed_outside(Service{}));
}

TEST_F(ExternalTaskSets, BeginWithAPrimaryOneForCodeDeploy) {
  const std::string id = start(DeploymentControllerType::code_deploy).task_set;
  EXPECT_EQ(set(id).external->scale, 100);
  EXPECT_EQ(set(id).deployment, "");
  EXPECT_EQ(revision_of(store, world, set(id)).task_definition, arn(1));
  EXPECT_EQ(current_deployment(store, world, service()), nullptr);
}

TEST_F(ExternalTaskSets, HaveARevisionOfTheirOwn) {
  start(DeploymentControllerType::external);
  NewTaskSet wanted{.task_definition = "web", .scale = 50, .external_id = "green"};
  wanted.started_by = "CODE_DEPLOY";
  const std::string id = *create_task_set(store, world, web, wanted, ids, early);
  const TaskSet& made = set(id);
  EXPECT_EQ(made.id, task_set_id(made.revision));
  EXPECT_EQ(made.revision.size(), 19U);
  EXPECT_EQ(made.requested, 0);
  EXPECT_EQ(made.external->external_id, "green");
  EXPECT_EQ(made.external->started_by, "CODE_DEPLOY");
  EXPECT_EQ(made.external->stability_at, early);
  const ServiceRevision& revision = revision_of(store, world, made);
  EXPECT_EQ(revision.task_definition, arn(2));
  EXPECT_EQ(revision.launch_type, model::ecs::LaunchType::ec2);
  EXPECT_EQ(service().task_definition, "");
}

TEST_F(ExternalTaskSets, RunOnTheClustersDefaultStrategy) {
  start(DeploymentControllerType::external);
  store.change<Cluster>(world, "shop", [](Cluster& cluster) {
    cluster.default_capacity_provider_strategy = {{.capacity_provider = "FARGATE", .weight = 1}};
  });
  // The definition is none of Fargate's.
  EXPECT_EQ(said(create_task_set(store, world, web, {.task_definition = "web"}, ids, early)),
            "InvalidParameterException: Task definition does not support launch_type FARGATE.");
}

TEST_F(ExternalTaskSets, AreFiveAtMost) {
  start(DeploymentControllerType::external);
  for (int i = 0; i < 5; ++i) make(1);
  EXPECT_EQ(said(create_task_set(store, world, web, {.task_definition = "web"}, ids, early)),
            "InvalidParameterException: 5 deployments exist on the service. Unable to create new "
            "TaskSet since this exceeds the maximum limit.");
  EXPECT_EQ(store.table<ServiceRevision>(world).rows().size(), 5U);
}

TEST_F(ExternalTaskSets, AreRefusedWhatCannotBeLaunched) {
  start(DeploymentControllerType::external);
  NewTaskSet two_groups{.task_definition = "web"};
  two_groups.load_balancers.resize(2);
  NewTaskSet advanced{.task_definition = "web"};
  advanced.load_balancers.emplace_back().advanced_configuration.emplace();
  NewTaskSet no_group{.task_definition = "web"};
  no_group.load_balancers = {{.target_group_arn = "tg", .container_name = "x"}};
  NewTaskSet unknown_platform{.task_definition = "web"};
  unknown_platform.platform_version = "9";
  const std::string invalid = "InvalidParameterException: ";
  const std::pair<NewTaskSet, std::string> rows[] = {
      {{.task_definition = "none"}, "ClientException: TaskDefinition not found."},
      {{.task_definition = "web", .scale = 100.1},
       invalid + "The scale value must be between 0 and 100."},
      {{.task_definition = "web", .scale = -1},
       invalid + "The scale value must be between 0 and 100."},
      {{.task_definition = "web", .launch_type = model::ecs::LaunchType::fargate},
       invalid + "Task definition does not support launch_type FARGATE."},
      {unknown_platform,
       invalid + "The platform version must be null when specifying an EC2 launch type."},
      {two_groups, invalid + "load balancers can have at most 1 items."},
      {advanced,
       invalid + "advancedConfiguration can only be given with the ECS deployment controller."},
      {no_group, invalid + "The container x does not exist in the task definition."}};
  for (const auto& [wanted, error] : rows) {
    EXPECT_EQ(said(create_task_set(store, world, web, wanted, ids, early)), error);
  }
  EXPECT_TRUE(store.table<TaskSet>(world).rows().empty());
}

TEST_F(ExternalTaskSets, AreStabilizingOnceTheyAreScaled) {
  start(DeploymentControllerType::external);
  const std::string id = make(1);
  store.change<TaskSet>(world, set(id).key(), [](TaskSet& changed) {
    changed.external->stability = StabilityStatus::steady_state;
  });
  EXPECT_TRUE(update_task_set_scale(store, world, web, id, 50, late));
  EXPECT_EQ(*task_set_stability(store, world, web, id), StabilityStatus::steady_state);
  EXPECT_TRUE(update_task_set_scale(store, world, web, id, 75, late));
  EXPECT_EQ(*task_set_stability(store, world, web, id), StabilityStatus::stabilizing);
  EXPECT_EQ(set(id).external->scale, 75);
  EXPECT_EQ(set(id).external->stability_at, late);
  EXPECT_EQ(set(id).updated_at, late);
  EXPECT_EQ(said(update_task_set_scale(store, world, web, id, 101, late)),
            "InvalidParameterException: The scale value must be between 0 and 100.");
  EXPECT_EQ(said(update_task_set_scale(store, world, web, "ecs-svc/9", 1, late)),
            "TaskSetNotFoundException: TaskSet not found.");
  EXPECT_EQ(said(task_set_stability(store, world, web, "ecs-svc/9")),
            "TaskSetNotFoundException: TaskSet not found.");
}

TEST_F(ExternalTaskSets, HaveTheServiceSayWhatThePrimaryOneRuns) {
  start(DeploymentControllerType::external);
  const std::string first = make(1);
  const std::string second = make(2);
  EXPECT_TRUE(set_primary_task_set(store, world, web, first, late));
  EXPECT_EQ(service().task_set, first);
  EXPECT_EQ(service().task_definition, arn(1));
  EXPECT_EQ(set(first).updated_at, late);
  EXPECT_EQ(set(second).updated_at, early);
  EXPECT_TRUE(set_primary_task_set(store, world, web, second, late));
  EXPECT_EQ(service().task_definition, arn(2));
  EXPECT_EQ(set(first).external->scale, 50);
}

TEST_F(ExternalTaskSets, DrainWhenTheyAreDeleted) {
  start(DeploymentControllerType::external);
  const std::string primary = make(1);
  const std::string scaled = make(2);
  const std::string empty = make(2, 0);
  ASSERT_TRUE(set_primary_task_set(store, world, web, primary, early));
  EXPECT_EQ(said(delete_task_set(store, world, web, primary, late)),
            "InvalidParameterException: Primary TaskSet cannot be deleted");
  EXPECT_EQ(said(delete_task_set(store, world, web, scaled, late)), "ok");
  EXPECT_EQ(said(delete_task_set(store, world, web, empty, late)), "ok");
  EXPECT_TRUE(set(scaled).external->draining);
  EXPECT_TRUE(set(empty).external->draining);
  EXPECT_EQ(said(update_task_set_scale(store, world, web, scaled, 10, late)),
            "InvalidParameterException: The TaskSet is DRAINING.");
  EXPECT_EQ(said(set_primary_task_set(store, world, web, scaled, late)),
            "InvalidParameterException: The TaskSet is DRAINING.");
  EXPECT_EQ(said(delete_task_set(store, world, web, scaled, late)), "ok");
}

TEST_F(ExternalTaskSets, TakeTheirRevisionsWithThem) {
  start(DeploymentControllerType::external);
  const std::string first = make(1);
  const std::string second = make(2);
  remove_task_set(store, world, set(first).key());
  ASSERT_EQ(store.table<ServiceRevision>(world).rows().size(), 1U);
  EXPECT_EQ(store.table<ServiceRevision>(world).rows().begin()->second.task_definition, arn(2));
  EXPECT_EQ(task_sets_of(store, world, service()).front()->id, second);
}

}  // namespace
}  // namespace drydock::ecs::external_task_sets_test
