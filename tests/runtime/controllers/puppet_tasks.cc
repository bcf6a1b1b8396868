#include "tests/runtime/controllers/puppet_tasks.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "emulator/ecs/own_target.h"
#include "emulator/elb/target.h"
#include "model/ecs/task.h"

namespace drydock {
namespace {

using ecs::TaskStatus;
using model::ecs::TaskStopCode;

TaskStatus next(TaskStatus status) { return static_cast<TaskStatus>(static_cast<int>(status) + 1); }

}  // namespace

PuppetTasks::PuppetTasks(Store& store, Clock& clock, World world)
    : store_(store), clock_(clock), world_(std::move(world)) {}

void PuppetTasks::step() {
  std::vector<std::string> keys;
  for (const auto& [key, task] : store_.table<ecs::Task>(world_).rows()) {
    if (task.last_status != TaskStatus::stopped) keys.push_back(key);
  }
  for (const std::string& key : keys) {
    store_.change<ecs::Task>(world_, key, [&](ecs::Task& task) { move_on(task); });
  }
  move_targets();
}

void PuppetTasks::move_on(ecs::Task& task) {
  if (task.desired_status == ecs::DesiredStatus::stopped) return move_down(task);
  if (task.last_status == TaskStatus::running) return;
  if (task.task_definition_arn == broken_ && task.last_status == TaskStatus::activating) {
    ecs::request_stop(task, TaskStopCode::task_failed_to_start,
                      "CannotPullContainerError: no such image", clock_.now());
    return;
  }
  task.last_status = next(task.last_status);
  if (task.network_interface && task.network_interface->private_ipv4_address.empty()) {
    task.network_interface->private_ipv4_address = "172.31.0." + task.id.substr(0, 8);
  }
  if (task.last_status == TaskStatus::running) task.started_at = clock_.now();
}

void PuppetTasks::move_down(ecs::Task& task) {
  if (task.last_status < TaskStatus::deactivating) {
    task.last_status = TaskStatus::deactivating;
  } else if (task.last_status != TaskStatus::deactivating ||
             !ecs::waits_for_targets(store_, world_, task)) {
    task.last_status = next(task.last_status);
  }
  if (task.last_status == TaskStatus::stopped) task.stopped_at = clock_.now();
}

void PuppetTasks::move_targets() {
  std::vector<elb::Target> targets;
  for (const auto& [key, target] : store_.table<elb::Target>(world_).rows()) {
    targets.push_back(target);
  }
  for (elb::Target& target : targets) {
    if (target.health.state == elb::TargetState::draining) {
      store_.erase<elb::Target>(world_, target.key());
    } else {
      target.health.state = elb::TargetState::healthy;
      store_.put(world_, target);
    }
  }
}

void PuppetTasks::crash(const std::string& task_id) {
  for (const auto& [key, found] : store_.table<ecs::Task>(world_).rows()) {
    if (found.id != task_id) continue;
    store_.change<ecs::Task>(world_, key, [&](ecs::Task& task) {
      ecs::request_stop(task, TaskStopCode::essential_container_exited,
                        "Essential container in task exited", clock_.now());
    });
    return;
  }
}

}  // namespace drydock
