#include "emulator/codedeploy/replacement.h"

#include "emulator/base/joined.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/service.h"

namespace drydock::codedeploy {
namespace {

using model::codedeploy::ErrorCode;

/// The target group that the task set's tasks are in, or nothing.
std::string group_of(const Store& store, const World& world, const ecs::TaskSet& set) {
  const auto& revision = ecs::revision_of(store, world, set);
  if (revision.load_balancers.empty()) return {};
  return revision.load_balancers.front().target_group_arn.value_or("");
}

Fault wrong_service(std::string_view what) {
  return {ErrorCode::invalid_ecs_service, std::string(what)};
}

Fault refused_by_elb(std::string_view what) {
  return {ErrorCode::elastic_load_balancing_invalid,
          joined({"The ELB could not be updated due to the following error: ", what})};
}

}  // namespace

Result<Ground, Fault> find_ground(const Store& store, const World& world,
                                  const Deployment& deployment) {
  Ground ground;
  ground.service = store.find<ecs::Service>(world, deployment.service);
  if (ground.service == nullptr || ground.service->status != ecs::ServiceStatus::active) {
    return wrong_service("The deployment group's ECS service is not ACTIVE.");
  }
  ground.original = ecs::primary_task_set(store, world, *ground.service);
  if (ground.original == nullptr) {
    return wrong_service("The deployment group's ECS service has no PRIMARY task set.");
  }
  const auto& pair = deployment.load_balancer_info.target_group_pair_info_list->front();
  const auto groups = find_group_pair(store, world, pair, group_of(store, world, *ground.original));
  const std::string listener = production_listener(deployment);
  if (!groups || !forwards_to(store, world, listener, *groups)) {
    return refused_by_elb("Primary taskset target group must be behind listener " + listener);
  }
  const std::string test = test_listener(deployment);
  if (!test.empty() && !forwards_to(store, world, test, *groups)) {
    return refused_by_elb("Primary taskset target group must be behind listener " + test);
  }
  ground.groups = *groups;
  return ground;
}

ecs::NewTaskSet replacement_for(const Store& store, const World& world,
                                const Deployment& deployment, const Ground& ground,
                                const AppSpec& spec) {
  constexpr double all = 100;
  const ecs::ServiceRevision& before = ecs::revision_of(store, world, *ground.original);
  ecs::NewTaskSet wanted;
  wanted.task_definition = spec.task_definition;
  wanted.capacity_provider_strategy = spec.capacity_provider_strategy;
  if (spec.capacity_provider_strategy.empty()) {
    wanted.launch_type = before.launch_type;
    wanted.capacity_provider_strategy = before.capacity_provider_strategy;
  }
  wanted.platform_version = spec.platform_version ? spec.platform_version : before.platform_version;
  wanted.network_configuration =
      spec.network_configuration ? spec.network_configuration : before.network_configuration;
  wanted.load_balancers.push_back({.target_group_arn = ground.groups.replacement,
                                   .container_name = spec.container_name,
                                   .container_port = spec.container_port});
  wanted.service_registries = before.service_registries;
  wanted.scale = all;
  wanted.external_id = deployment.id;
  wanted.started_by = "CODE_DEPLOY";
  return wanted;
}

}  // namespace drydock::codedeploy
