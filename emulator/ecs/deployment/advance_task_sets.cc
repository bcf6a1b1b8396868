#include "emulator/ecs/deployment/advance_task_sets.h"

#include <algorithm>

#include "emulator/ecs/deployment/set_slots.h"
#include "emulator/ecs/scheduler/service_events.h"

namespace drydock::ecs {
namespace {

using model::ecs::StabilityStatus;

bool is_unchecked(const SurveyedTask& task) {
  return task.view->containers == CheckVerdict::unchecked &&
         std::ranges::none_of(*task.load_balancers, [](const auto& load_balancer) {
           return load_balancer.target_group_arn.has_value();
         });
}

bool is_well(const SurveyedTask& task) {
  if (task.view->leaves_instance) return false;
  return task.diagnosis.condition == TaskCondition::healthy ||
         (task.diagnosis.condition == TaskCondition::unproven && is_unchecked(task));
}

/// Whether the set has `wanted` tasks that RUN and are well, and no other that RUNS or is to.
bool has_all(const Census& census, const TaskSet& set, int wanted) {
  int running = 0;
  for (const SurveyedTask& task : census.tasks) {
    const Task& record = task.record();
    if (record.deployment_id != set.id || record.last_status > TaskStatus::running) continue;
    if (task.is_stopped || !is_well(task)) return false;
    ++running;
  }
  return running == wanted;
}

/// Says what has become of the set's stability; whether it is steady.
bool note_stability(const ServiceView& view, const Census& census, const TaskSet& set, int wanted,
                    Advance& advance) {
  const bool steady = has_all(census, set, wanted);
  const auto stability = steady ? StabilityStatus::steady_state : StabilityStatus::stabilizing;
  if (stability == set.external->stability) return steady;
  advance.actions.push_back(NoteStability{set.id, stability});
  if (steady) advance.events.push_back(events::task_set_steady(view.service, set.id));
  return steady;
}

}  // namespace

Advance advance_task_sets(const ServiceView& view, const Census& census) {
  Advance advance;
  bool steady = view.engine_reachable;
  for (const ServiceTaskSet& one : view.sets) {
    const TaskSet& set = *one.set;
    if (!set.external) continue;
    if (set.external->draining) {
      const bool is_empty = !census.remaining.contains(set.id);
      if (is_empty) advance.actions.push_back(RemoveTaskSet{set.id});
      steady = steady && is_empty;
      continue;
    }
    // Not what is noted of the set: while the engine does not answer, that is not brought up to
    // date.
    const int wanted = computed_desired_count(view.service.desired_count, set.external->scale);
    steady = note_stability(view, census, set, wanted, advance) && steady;
  }
  advance.steady = steady && !view.sets.empty();
  return advance;
}

}  // namespace drydock::ecs
