#include "emulator/ecs/scheduler/task_set_scale.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "emulator/ecs/placement/zone_spread.h"
#include "emulator/ecs/scheduler/rolling_update.h"

namespace drydock::ecs {
namespace {

/// Stops tasks, and keeps the census true to it.
class Reduction {
 public:
  Reduction(const DeploymentBounds& bounds, Census& census)
      : census_(census), healthy_budget_(stoppable(bounds, census.counts)) {}

  /// The tasks that still run in this condition, of those that `which` takes, in the order in which
  /// a scale-in stops them. A protected one is not among them while it is well.
  template <class Which>
  std::vector<SurveyedTask*> find(TaskCondition condition, Which&& which) {
    std::vector<SurveyedTask*> found;
    std::vector<const Task*> records;
    std::vector<const Task*> staying;
    for (SurveyedTask& task : census_.tasks) {
      if (task.is_stopped || !which(task)) continue;
      if (task.diagnosis.condition != condition ||
          (task.is_protected && condition != TaskCondition::unhealthy)) {
        if (task.record().desired_status == DesiredStatus::running) {
          staying.push_back(&task.record());
        }
        continue;
      }
      found.push_back(&task);
      records.push_back(&task.record());
    }
    std::vector<SurveyedTask*> ordered;
    ordered.reserve(found.size());
    for (const std::size_t at : scale_in_order(records, staying)) ordered.push_back(found[at]);
    return ordered;
  }

  /// Stops `count` tasks in this condition, or as many as there are and may be: those.
  template <class Which>
  std::vector<SurveyedTask*> stop(TaskCondition condition, Which&& which, int count,
                                  bool for_their_ailment = false) {
    const bool healthy = condition == TaskCondition::healthy;
    const int most = healthy ? std::min(count, healthy_budget_) : count;
    if (most <= 0) return {};
    std::vector<SurveyedTask*> tasks = find(condition, std::forward<Which>(which));
    if (std::ssize(tasks) > most) tasks.resize(static_cast<std::size_t>(most));
    for (SurveyedTask* task : tasks) leave(*task, for_their_ailment);
    if (healthy) healthy_budget_ -= static_cast<int>(tasks.size());
    return tasks;
  }

  /// Tasks that `which` takes are still too many: notes the sets of which only their protection
  /// keeps some of them.
  template <class Which>
  void note_protected(Which&& which) {
    for (const SurveyedTask& task : census_.tasks) {
      const bool could_stop =
          task.diagnosis.condition == TaskCondition::unproven ||
          (task.diagnosis.condition == TaskCondition::healthy && healthy_budget_ > 0);
      if (!task.is_protected || !could_stop || !which(task)) continue;
      census_.held_by_protection.insert(task.record().deployment_id);
    }
  }

  std::vector<ChosenTask> chosen;

 private:
  void leave(SurveyedTask& task, bool for_its_ailment) {
    ecs::leave(census_, task);
    chosen.push_back({.task = &task, .for_its_ailment = for_its_ailment});
  }

  Census& census_;
  int healthy_budget_;
};

auto of_set(std::optional<std::size_t> set) {
  return [set](const SurveyedTask& task) { return task.old_set == set; };
}

bool is_old(const SurveyedTask& task) { return !task.is_new(); }

/// What may go most easily goes first.
constexpr TaskCondition in_order_of_worth[] = {TaskCondition::pending, TaskCondition::unproven,
                                               TaskCondition::healthy};

void stop_surplus(Reduction& reduction, const SetCounts& set, std::optional<std::size_t> place) {
  int count = surplus(set);
  for (const TaskCondition condition : in_order_of_worth) {
    count -= static_cast<int>(reduction.stop(condition, of_set(place), count).size());
  }
  if (count > 0) reduction.note_protected(of_set(place));
}

/// Gives up slots that no task fills, those of failing sets first.
int give_up_vacant(TaskCounts& counts, int count) {
  int given_up = 0;
  for (const bool failing : {true, false}) {
    for (SetCounts& set : counts.old) {
      if (set.failing != failing) continue;
      const int slots = std::min(count - given_up, vacant(set));
      set.requested -= slots;
      given_up += slots;
    }
  }
  return given_up;
}

/// Unhealthy tasks that fill a slot.
int give_up_unhealthy(Reduction& reduction, TaskCounts& counts, int count) {
  int given_up = 0;
  for (std::size_t place = 0; place < counts.old.size(); ++place) {
    SetCounts& set = counts.old[place];
    const int slots = std::clamp(set.requested - good(set), 0, set.unhealthy);
    const int stopped = static_cast<int>(
        reduction.stop(TaskCondition::unhealthy, of_set(place), std::min(slots, count - given_up))
            .size());
    set.requested -= stopped;
    given_up += stopped;
  }
  return given_up;
}

void yield_slots(Reduction& reduction, Census& census, int count) {
  count -= give_up_vacant(census.counts, count);
  count -= give_up_unhealthy(reduction, census.counts, count);
  for (const TaskCondition condition : in_order_of_worth) {
    for (const SurveyedTask* task : reduction.stop(condition, is_old, count)) {
      --census.counts_of(*task).requested;
      --count;
    }
  }
  if (count > 0) reduction.note_protected(is_old);
}

/// A desired count that was raised during a rollout raises what runs well.
void raise_old(const DeploymentBounds& bounds, TaskCounts& counts) {
  const auto most = std::ranges::max_element(counts.old, {}, &SetCounts::requested);
  most->requested += raised(bounds, counts);
}

void stop_unhealthy(Reduction& reduction, int count, std::optional<std::size_t> place) {
  reduction.stop(TaskCondition::unhealthy, of_set(place), count, true);
}

void set_slots(TaskCounts& counts, const SetSlots& slots) {
  counts.primary.requested = slots.primary;
  for (std::size_t place = 0; place < slots.old.size(); ++place) {
    counts.old[place].requested = slots.old[place];
  }
}

void reduce_old(Reduction& reduction, const DeploymentBounds& bounds, TaskCounts& counts,
                std::size_t place) {
  stop_surplus(reduction, counts.old[place], place);
  stop_unhealthy(reduction, replaceable(bounds, counts, counts.old[place]), place);
}

}  // namespace

void leave(Census& census, SurveyedTask& task) {
  SetCounts& set = census.counts_of(task);
  switch (task.diagnosis.condition) {
    case TaskCondition::pending:
      --set.pending;
      break;
    case TaskCondition::unproven:
      --set.unproven;
      break;
    case TaskCondition::healthy:
      --set.healthy;
      break;
    default:
      --set.unhealthy;
  }
  ++census.counts.leaving;
  task.is_stopped = true;
}

std::vector<ChosenTask> scale_down(const DeploymentBounds& bounds, Census& census,
                                   const SetSlots& slots) {
  TaskCounts& counts = census.counts;
  set_slots(counts, slots);
  Reduction reduction(bounds, census);
  for (std::size_t place = 0; place < counts.old.size(); ++place) {
    reduce_old(reduction, bounds, counts, place);
  }
  stop_surplus(reduction, counts.primary, std::nullopt);
  stop_unhealthy(reduction, replaceable(bounds, counts, counts.primary), std::nullopt);
  return std::move(reduction.chosen);
}

std::vector<ChosenTask> scale_down(Census& census, const SetSlots& slots) {
  TaskCounts& counts = census.counts;
  set_slots(counts, slots);
  const int wanted = std::accumulate(slots.old.begin(), slots.old.end(), 0);
  const std::size_t draining = counts.old.size() - 1;
  Reduction free(unbounded(wanted, 0), census);
  for (std::size_t place = 0; place < draining; ++place) {
    reduce_old(free, unbounded(wanted, 0), counts, place);
  }
  Reduction kept(unbounded(wanted, 100), census);
  reduce_old(kept, unbounded(wanted, 100), counts, draining);
  free.chosen.insert(free.chosen.end(), kept.chosen.begin(), kept.chosen.end());
  return std::move(free.chosen);
}

std::vector<ChosenTask> scale_down(const DeploymentBounds& bounds, Census& census, bool frozen) {
  TaskCounts& counts = census.counts;
  raise_old(bounds, counts);
  const int present = std::min(bounds.desired, good(counts.primary) + counts.primary.unhealthy);
  counts.primary.requested = frozen ? present : bounds.desired;

  Reduction reduction(bounds, census);
  for (std::size_t place = 0; place < counts.old.size(); ++place) {
    stop_surplus(reduction, counts.old[place], place);
  }
  yield_slots(reduction, census, yielded(bounds, counts));
  stop_surplus(reduction, counts.primary, std::nullopt);
  stop_unhealthy(reduction,
                 frozen ? counts.primary.unhealthy : replaceable(bounds, counts, counts.primary),
                 std::nullopt);
  for (std::size_t place = 0; place < counts.old.size(); ++place) {
    stop_unhealthy(reduction, replaceable(bounds, counts, counts.old[place]), place);
  }
  return std::move(reduction.chosen);
}

ScaleUp scale_up(const DeploymentBounds& bounds, const Census& census, bool frozen, TimePoint now) {
  ScaleUp up;
  int free = room(bounds, census.counts);
  const auto start = [&](const SetCounts& set, std::optional<std::size_t> place) {
    const int count = std::min(missing(set), free);
    if (count <= 0) return;
    free -= count;
    const TimePoint not_before = census.failures[place ? *place + 1 : 0].start_not_before;
    if (now < not_before) {
      up.held_until = std::min(up.held_until.value_or(not_before), not_before);
    } else {
      up.starts.push_back(
          {.old_set = place, .count = count, .replacing = std::max(0, count - vacant(set))});
    }
  };
  const auto start_old = [&](bool failing) {
    for (std::size_t place = 0; place < census.counts.old.size(); ++place) {
      const SetCounts& set = census.counts.old[place];
      if (set.failing == failing) start(set, place);
    }
  };
  start_old(false);
  if (!frozen) start(census.counts.primary, std::nullopt);
  start_old(true);
  return up;
}

}  // namespace drydock::ecs
