#include "emulator/ecs/scheduler/service_census.h"

#include <algorithm>
#include <iterator>

#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task_protection.h"

namespace drydock::ecs {
namespace {

/// Null for a service that has none, or whose sets are governed from outside: there being PRIMARY
/// says where the traffic goes, and nothing of how many tasks run.
const TaskSet* primary(const ServiceView& view) {
  if (is_governed_outside(view.service)) return nullptr;
  if (view.sets.empty() || view.sets.front().set->id != view.service.task_set) return nullptr;
  return view.sets.front().set;
}

SetCounts slots_of(const TaskSet& set) {
  return {.requested = set.requested, .failing = set.failures.rounds > 0};
}

/// The plan differs when the protection expires.
void note_protection(SurveyedTask& task, TimePoint now) {
  task.is_protected = is_protected(task.record(), now);
  if (!task.is_protected) return;
  const TimePoint expiry = *task.record().protected_until;
  auto& holds_until = task.diagnosis.holds_until;
  holds_until = std::min(holds_until.value_or(expiry), expiry);
}

void count(Census& census, const SurveyedTask& task) {
  SetCounts& set = census.counts_of(task);
  switch (task.diagnosis.condition) {
    case TaskCondition::gone:
      return;
    case TaskCondition::stopping:
      ++census.stopping;
      return;
    case TaskCondition::leaving:
      ++census.counts.leaving;
      break;
    case TaskCondition::pending:
      ++set.pending;
      break;
    case TaskCondition::unhealthy:
      ++set.unhealthy;
      break;
    case TaskCondition::healthy:
      ++set.healthy;
      break;
    case TaskCondition::unproven:
      ++set.unproven;
      break;
  }
  ++census.counts.live;
}

}  // namespace

Census take_census(const ServiceView& view) {
  Census census;
  census.primary = primary(view);
  census.failures.emplace_back();
  if (census.primary != nullptr) {
    census.counts.primary = slots_of(*census.primary);
    census.failures.front() = census.primary->failures;
    census.rollout = rollout_of(*census.primary, *view.deployment);
  }
  const auto old = view.sets.subspan(census.primary == nullptr ? 0 : 1);
  for (const ServiceTaskSet& one : old) {
    census.counts.old.push_back(slots_of(*one.set));
    census.failures.push_back(one.set->failures);
  }
  census.counts.old.emplace_back();
  census.failures.emplace_back();
  census.tasks.reserve(view.tasks.size());
  for (const ServiceTask& task : view.tasks) {
    const Task& record = *task.task;
    const auto set = std::ranges::find(view.sets, record.deployment_id,
                                       [](const ServiceTaskSet& one) { return one.set->id; });
    SurveyedTask& surveyed = census.tasks.emplace_back();
    surveyed.view = &task;
    surveyed.load_balancers =
        set == view.sets.end() ? &view.service.load_balancers : &set->load_balancers;
    surveyed.diagnosis = diagnose(task, *surveyed.load_balancers, view);
    surveyed.notes = record.notes;
    note_protection(surveyed, view.now);
    const bool is_new = set != view.sets.end() && set->set == census.primary;
    if (task.leaves_instance) {
      surveyed.old_set = old.size();
    } else if (!is_new) {
      surveyed.old_set = static_cast<std::size_t>(set - view.sets.end() + std::ssize(old));
    }
    count(census, surveyed);
    if (surveyed.diagnosis.condition != TaskCondition::gone) {
      ++census.remaining[record.deployment_id];
    }
  }
  return census;
}

const TaskSet& old_set(const ServiceView& view, const Census& census, std::size_t place) {
  return *view.sets[place + (census.primary == nullptr ? 0 : 1)].set;
}

int most_rounds(const Census& census) {
  return std::ranges::max_element(census.failures, {}, &StartFailures::rounds)->rounds;
}

}  // namespace drydock::ecs
