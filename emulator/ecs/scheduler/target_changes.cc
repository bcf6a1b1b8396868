#include "emulator/ecs/scheduler/target_changes.h"

#include <map>
#include <utility>

#include "emulator/ecs/service_events.h"

namespace drydock::ecs {

TargetChanges register_targets(const ServiceView& view, const Census& census) {
  TargetChanges changes;
  std::map<std::string, int> registered;
  for (const SurveyedTask& task : census.tasks) {
    const Task& record = task.record();
    if (record.last_status != TaskStatus::running ||
        record.desired_status != DesiredStatus::running) {
      continue;
    }
    for (TaskTarget& target : missing_targets(record, *task.load_balancers, view.instance_id)) {
      ++registered[target.target_group_arn];
      changes.actions.push_back(RegisterTarget{record.id, std::move(target)});
    }
  }
  for (const auto& [group, count] : registered) {
    changes.events.push_back(events::registered(view.service, count, group));
  }
  return changes;
}

TargetChanges deregister_targets(const ServiceView& view, Census& census) {
  TargetChanges changes;
  std::map<std::string, int> targets_of_group;
  std::map<std::string, int> tasks_of_set;
  for (SurveyedTask& task : census.tasks) {
    const Task& record = task.record();
    const bool is_to_stop = task.is_stopped || record.desired_status == DesiredStatus::stopped;
    if (!is_to_stop || record.targets.empty() || task.notes.deregistered) continue;
    task.notes.deregistered = true;
    bool drains = false;
    for (std::size_t at = 0; at < record.targets.size(); ++at) {
      const auto& health = task.view->targets[at].health;
      if (!health || health->state == elb::TargetState::draining) continue;
      changes.actions.push_back(DeregisterTarget{record.targets[at]});
      ++targets_of_group[record.targets[at].target_group_arn];
      drains = true;
    }
    if (drains) ++tasks_of_set[record.deployment_id];
  }
  for (const auto& [group, count] : targets_of_group) {
    changes.events.push_back(events::deregistered(view.service, count, group));
  }
  for (const auto& [set, count] : tasks_of_set) {
    changes.events.push_back(events::draining(view.service, set, count));
  }
  return changes;
}

}  // namespace drydock::ecs
