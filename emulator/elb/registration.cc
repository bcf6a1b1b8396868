#include "emulator/elb/registration.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"

namespace drydock::elb {
namespace {

bool is_registered(const Target* known) { return known != nullptr && !known->deregistered_at; }

void start_over(Store& store, const World& world, std::string_view target_group_arn,
                std::string_view id, int port, std::string owner, TimePoint now) {
  Target fresh{.target_group_arn = std::string(target_group_arn), .id = std::string(id)};
  fresh.port = port;
  fresh.owner = std::move(owner);
  fresh.registered_at = now;
  store.put(world, std::move(fresh));
}

void let_drain(Store& store, const World& world, const Target& known, TimePoint now) {
  store.change<Target>(world, known.key(), [now](Target& target) {
    target.deregistered_at = now;
    target.health = {};
    target.health.state = TargetState::draining;
    target.health.reason = TargetReason::deregistration_in_progress;
  });
}

bool names(const ecs::Task& task, std::string_view target_group_arn, std::string_view id,
           int port) {
  return std::ranges::any_of(task.targets, [&](const ecs::TaskTarget& target) {
    return target.target_group_arn == target_group_arn && target.id == id && target.port == port;
  });
}

}  // namespace

bool register_target(Store& store, const World& world, std::string_view target_group_arn,
                     std::string_view id, int port, TimePoint now) {
  if (is_registered(find_target(store, world, target_group_arn, id, port))) return false;
  start_over(store, world, target_group_arn, id, port,
             owner_at(store, world, target_group_arn, id, port), now);
  return true;
}

bool register_for_task(Store& store, const World& world, std::string_view target_group_arn,
                       std::string_view id, int port, std::string_view task_key, TimePoint now) {
  const Target* known = find_target(store, world, target_group_arn, id, port);
  if (is_registered(known) && known->owner == task_key) return false;
  start_over(store, world, target_group_arn, id, port, std::string(task_key), now);
  return true;
}

bool deregister_target(Store& store, const World& world, std::string_view target_group_arn,
                       std::string_view id, int port, TimePoint now) {
  const Target* known = find_target(store, world, target_group_arn, id, port);
  if (!is_registered(known)) return false;
  let_drain(store, world, *known, now);
  return true;
}

bool deregister_for_task(Store& store, const World& world, std::string_view target_group_arn,
                         std::string_view id, int port, std::string_view task_key, TimePoint now) {
  const Target* known = find_target(store, world, target_group_arn, id, port);
  if (!is_registered(known) || known->owner != task_key) return false;
  let_drain(store, world, *known, now);
  return true;
}

std::string owner_at(const Store& store, const World& world, std::string_view target_group_arn,
                     std::string_view id, int port) {
  const bool machine = id == ec2::local_instance_id(world);
  const auto tasks = store.table<ecs::Task>(world).members(machine ? ecs::Task::host_port_key(port)
                                                                   : ecs::Task::address_key(id));
  const ecs::Task* newest = nullptr;
  for (const auto& [key, task] : tasks) {
    if (task->last_status == ecs::TaskStatus::stopped) continue;
    if (!names(*task, target_group_arn, id, port)) continue;
    if (newest == nullptr || newest->created_at < task->created_at) newest = task;
  }
  return newest == nullptr ? "" : newest->key();
}

void find_owners(Store& store) {
  for (const World& world : store.worlds()) {
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto& [key, target] : store.table<Target>(world).rows()) {
      if (!target.owner.empty()) continue;
      std::string owner = owner_at(store, world, target.target_group_arn, target.id, target.port);
      if (!owner.empty()) found.emplace_back(key, std::move(owner));
    }
    for (const auto& [key, owner] : found) {
      const std::string& its = owner;
      store.change<Target>(world, key, [&its](Target& target) { target.owner = its; });
    }
  }
}

bool erase_target_group(Store& store, const World& world, std::string_view arn) {
  while (true) {
    const auto& targets = store.table<Target>(world).members(arn);
    if (targets.empty()) return store.erase<TargetGroup>(world, arn);
    store.erase<Target>(world, targets.begin()->first);
  }
}

}  // namespace drydock::elb
