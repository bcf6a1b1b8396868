#include "emulator/ecs/service_census.h"

#include <algorithm>

#include "emulator/ecs/placement.h"

namespace drydock::ecs {
namespace {

const std::vector<model::ecs::LoadBalancer>& load_balancers_of(const Service& service,
                                                               const Task& task) {
  const auto found = std::ranges::find(service.deployments, task.deployment_id, &Deployment::id);
  return found == service.deployments.end() ? service.load_balancers : found->load_balancers;
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
  census.primary = primary(view.service);
  census.tasks.reserve(view.tasks.size());
  for (const ServiceTask& task : view.tasks) {
    const Task& record = *task.task;
    SurveyedTask& surveyed = census.tasks.emplace_back();
    surveyed.view = &task;
    surveyed.load_balancers = &load_balancers_of(view.service, record);
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
