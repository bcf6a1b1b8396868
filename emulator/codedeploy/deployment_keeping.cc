#include "emulator/codedeploy/deployment_keeping.h"

#include <algorithm>
#include <cstdint>

#include "emulator/cloudwatch/alarm_state.h"
#include "emulator/codedeploy/deployment_group.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/service.h"
#include "emulator/elb/target_group.h"

namespace drydock::codedeploy {
namespace {

using model::codedeploy::ECSTaskSet;
using model::codedeploy::TargetLabel;

/// The most deployments of a world, those of groups that are gone among them.
constexpr std::size_t deployments_in_world_max = 1000;

/// Of these, takes away the oldest that have ended, so that so many are left.
void forget_oldest(Store& store, const World& world, std::vector<const Deployment*> all,
                   std::size_t most, std::string_view spared) {
  if (all.size() <= most) return;
  std::ranges::sort(all, {}, [](const Deployment* one) { return one->created_at; });
  std::size_t surplus = all.size() - most;
  for (const Deployment* one : all) {
    if (surplus == 0) return;
    if (is_under_way(*one) || one->id == spared) continue;
    const std::string id = one->id;
    store.erase<Deployment>(world, id);
    --surplus;
  }
}

std::vector<const Deployment*> all_of(const Store& store, const World& world) {
  std::vector<const Deployment*> all;
  for (const auto& [id, deployment] : store.table<Deployment>(world).rows()) {
    all.push_back(&deployment);
  }
  return all;
}

std::optional<TaskSetSight> sight_of(const Store& store, const World& world,
                                     const Deployment& deployment, const std::string& id) {
  if (id.empty()) return std::nullopt;
  const auto* set = store.find<ecs::TaskSet>(world, deployment.service + "/" + id);
  if (set == nullptr || !set->external) return std::nullopt;
  return TaskSetSight{
      .is_steady = set->external->stability == model::ecs::StabilityStatus::steady_state,
      .is_draining = set->external->draining};
}

std::string status_of(const ecs::Service& service, const ecs::TaskSet& set) {
  if (set.id == service.task_set) return "PRIMARY";
  return set.external && set.external->draining ? "DRAINING" : "ACTIVE";
}

/// The name in a target group's ARN.
std::string name_of_group(const Store& store, const World& world, const std::string& arn) {
  const auto* group = store.find<elb::TargetGroup>(world, arn);
  return group == nullptr ? std::string() : group->name;
}

std::optional<ECSTaskSet> info_of(const Store& store, const World& world,
                                  const Deployment& deployment, const std::string& id,
                                  TargetLabel label) {
  const auto* service = store.find<ecs::Service>(world, deployment.service);
  const auto* set = store.find<ecs::TaskSet>(world, deployment.service + "/" + id);
  if (id.empty() || service == nullptr || set == nullptr) return std::nullopt;
  constexpr double tenths = 10;
  const bool is_green = label == TargetLabel::green;
  const int share = deployment.traffic.production;
  const auto counts = ecs::count_tasks(store, world, *service);
  ECSTaskSet info;
  info.identifer = id;
  info.desired_count = set->requested;
  if (const auto counted = counts.find(id); counted != counts.end()) {
    info.pending_count = counted->second.pending;
    info.running_count = counted->second.running;
  }
  info.status = status_of(*service, *set);
  info.traffic_weight = (is_green ? share : 1000 - share) / tenths;
  info.target_group = model::codedeploy::TargetGroupInfo{
      .name = name_of_group(
          store, world,
          is_green ? deployment.traffic.replacement_group : deployment.traffic.original_group)};
  info.task_set_label = label;
  return info;
}

}  // namespace

const DeploymentGroup* find_group_by_id(const Store& store, const World& world,
                                        std::string_view id) {
  for (const auto& [key, group] : store.table<DeploymentGroup>(world).rows()) {
    if (group.id == id) return &group;
  }
  return nullptr;
}

std::string new_deployment_id(IdSource& ids) {
  constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr int length = 9;
  std::string id = "d-";
  std::uint64_t left = ids.bits();
  for (int i = 0; i < length; ++i) {
    id += digits[left % digits.size()];
    left /= digits.size();
  }
  return id;
}

std::vector<EventRun> fresh_events(const Deployment& deployment) {
  const bool has_test = !test_listener(deployment).empty();
  std::vector<EventRun> events;
  for (const LifecycleEvent event :
       {LifecycleEvent::before_install, LifecycleEvent::install, LifecycleEvent::after_install,
        LifecycleEvent::allow_test_traffic, LifecycleEvent::after_allow_test_traffic,
        LifecycleEvent::before_allow_traffic, LifecycleEvent::allow_traffic,
        LifecycleEvent::after_allow_traffic}) {
    const bool is_of_tests = event == LifecycleEvent::allow_test_traffic ||
                             event == LifecycleEvent::after_allow_test_traffic;
    if (has_test || !is_of_tests) events.push_back({.event = event});
  }
  return events;
}

void add_deployment(const Deploying& deploying, Deployment deployment) {
  Store& store = deploying.store;
  const World& world = deploying.world;
  const std::string id = deployment.id;
  const std::string group_id = deployment.group_id;
  store.put(world, std::move(deployment));
  std::string spared;
  if (const auto* group = find_group_by_id(store, world, group_id)) {
    spared = group->last_successful;
    store.change<DeploymentGroup>(world, group->key(),
                                  [&](DeploymentGroup& changed) { changed.last_attempted = id; });
  }
  forget_oldest(store, world, store.table<Deployment>(world).indexed(group_id),
                deployments_kept_max, spared);
  forget_oldest(store, world, all_of(store, world), deployments_in_world_max, spared);
}

const Deployment* active_deployment(const Store& store, const World& world,
                                    std::string_view group_id) {
  const auto all = store.table<Deployment>(world).indexed(group_id);
  const auto active =
      std::ranges::find_if(all, [](const Deployment* one) { return is_under_way(*one); });
  return active == all.end() ? nullptr : *active;
}

DeploymentView view_of(const Store& store, const World& world, const Deployment& deployment,
                       TimePoint now) {
  DeploymentView view{.deployment = deployment,
                      .original = sight_of(store, world, deployment, deployment.original),
                      .replacement = sight_of(store, world, deployment, deployment.replacement),
                      .leftovers = {},
                      .in_alarm = cloudwatch::alarms_in_alarm(store, world, alarms_of(deployment)),
                      .now = now};
  const auto* service = store.find<ecs::Service>(world, deployment.service);
  if (service == nullptr) return view;
  for (const ecs::TaskSet* set : ecs::task_sets_of(store, world, *service)) {
    const bool is_known = set->id == service->task_set || set->id == deployment.original ||
                          set->id == deployment.replacement;
    if (is_known) continue;
    view.leftovers.push_back(
        {.is_steady = false, .is_draining = set->external && set->external->draining});
  }
  return view;
}

std::vector<ECSTaskSet> task_sets_info(const Store& store, const World& world,
                                       const Deployment& deployment) {
  if (!is_under_way(deployment)) return deployment.final_task_sets;
  std::vector<ECSTaskSet> sets;
  for (const auto& [id, label] : {std::pair(deployment.original, TargetLabel::blue),
                                  std::pair(deployment.replacement, TargetLabel::green)}) {
    if (auto info = info_of(store, world, deployment, id, label)) sets.push_back(*std::move(info));
  }
  return sets;
}

}  // namespace drydock::codedeploy
