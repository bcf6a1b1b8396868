#include "emulator/ecs/scheduler/target_changes.h"

#include <map>
#include <utility>

#include "emulator/ecs/scheduler/service_events.h"

namespace drydock::ecs {
namespace {

/// Whom an event is of, and the target group that it names.
using SubjectAndGroup = std::pair<std::string, std::string>;

SubjectAndGroup subject_and_group(const ServiceView& view, const Task& task,
                                  const TaskTarget& target) {
  return {events::subject(view.service, task.deployment_id), target.target_group_arn};
}

}  // namespace

TargetChanges register_targets(const ServiceView& view, const Census& census) {
  TargetChanges changes;
  std::map<SubjectAndGroup, int> registered;
  for (const SurveyedTask& task : census.tasks) {
    const Task& record = task.record();
    if (record.last_status != TaskStatus::running ||
        record.desired_status != DesiredStatus::running) {
      continue;
    }
    for (TaskTarget& target : missing_targets(record, *task.load_balancers, view.instance_id)) {
      ++registered[subject_and_group(view, record, target)];
      changes.actions.push_back(RegisterTarget{record.id, std::move(target)});
    }
  }
  for (const auto& [of, count] : registered) {
    changes.events.push_back(events::registered(of.first, count, of.second));
  }
  return changes;
}

TargetChanges deregister_targets(const ServiceView& view, Census& census) {
  TargetChanges changes;
  std::map<SubjectAndGroup, int> targets_of_group;
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
      changes.actions.push_back(DeregisterTarget{record.id, record.targets[at]});
      ++targets_of_group[subject_and_group(view, record, record.targets[at])];
      drains = true;
    }
    if (drains) ++tasks_of_set[record.deployment_id];
  }
  for (const auto& [of, count] : targets_of_group) {
    changes.events.push_back(events::deregistered(of.first, count, of.second));
  }
  for (const auto& [set, count] : tasks_of_set) {
    changes.events.push_back(events::draining(view.service, set, count));
  }
  return changes;
}

}  // namespace drydock::ecs
