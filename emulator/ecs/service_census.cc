#include "emulator/ecs/service_census.h"

#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/placement.h"
#include "emulator/ecs/service.h"

namespace drydock::ecs {
namespace {

/// Null for a service that has none.
const TaskSet* primary(const ServiceView& view) {
  if (view.sets.empty() || view.sets.front().set->id != view.service.task_set) return nullptr;
  return view.sets.front().set;
}

const std::vector<model::ecs::LoadBalancer>& load_balancers_of(const ServiceView& view,
                                                               const Task& task) {
  for (const ServiceTaskSet& one : view.sets) {
    if (one.set->id == task.deployment_id) return one.revision->load_balancers;
  }
  return view.service.load_balancers;
}

void count(Census& census, const SurveyedTask& task) {
  TaskCounts& counts = census.counts;
  switch (task.diagnosis.condition) {
    case TaskCondition::gone:
      return;
    case TaskCondition::stopping:
      ++census.stopping;
      return;
    case TaskCondition::leaving:
      ++counts.leaving;
      break;
    case TaskCondition::pending:
      ++(task.is_new ? counts.new_pending : counts.old_pending);
      break;
    case TaskCondition::unhealthy:
      ++(task.is_new ? counts.new_unhealthy : counts.old_unhealthy);
      break;
    case TaskCondition::healthy:
      ++(task.is_new ? counts.new_healthy : counts.old_healthy);
      break;
    case TaskCondition::unproven:
      ++(task.is_new ? counts.new_unproven : counts.old_unproven);
      break;
  }
  ++counts.live;
}

}  // namespace

std::vector<SurveyedTask*> Census::find(TaskCondition condition, bool is_new) {
  std::vector<SurveyedTask*> found;
  std::vector<const Task*> records;
  for (SurveyedTask& task : tasks) {
    if (task.diagnosis.condition != condition || task.is_new != is_new) continue;
    found.push_back(&task);
    records.push_back(&task.record());
  }
  std::vector<SurveyedTask*> ordered;
  ordered.reserve(found.size());
  for (const std::size_t at : scale_in_order(records)) ordered.push_back(found[at]);
  return ordered;
}

Census take_census(const ServiceView& view) {
  Census census;
  census.primary = primary(view);
  census.tasks.reserve(view.tasks.size());
  for (const ServiceTask& task : view.tasks) {
    const Task& record = *task.task;
    SurveyedTask& surveyed = census.tasks.emplace_back();
    surveyed.view = &task;
    surveyed.load_balancers = &load_balancers_of(view, record);
    surveyed.diagnosis = diagnose(task, *surveyed.load_balancers, view);
    surveyed.notes = record.notes;
    surveyed.is_new = census.primary != nullptr && record.deployment_id == census.primary->id;
    count(census, surveyed);
    if (surveyed.diagnosis.condition != TaskCondition::gone) {
      ++census.remaining[record.deployment_id];
    }
  }
  return census;
}

}  // namespace drydock::ecs
