#include "emulator/ecs/scheduler/service_scheduler.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>

#include "emulator/ecs/deployment/advance.h"
#include "emulator/ecs/deployment/advance_task_sets.h"
#include "emulator/ecs/deployment/early_success.h"
#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/set_slots.h"
#include "emulator/ecs/deployment/strategy.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/placement/task_placement.h"
#include "emulator/ecs/scheduler/complaints.h"
#include "emulator/ecs/scheduler/rebalancing.h"
#include "emulator/ecs/scheduler/rolling_update.h"
#include "emulator/ecs/scheduler/service_census.h"
#include "emulator/ecs/scheduler/service_events.h"
#include "emulator/ecs/scheduler/target_changes.h"
#include "emulator/ecs/scheduler/task_news.h"
#include "emulator/ecs/scheduler/task_set_scale.h"
#include "model/ecs/service.h"

namespace drydock::ecs {
namespace {

using model::ecs::DeploymentRolloutState;

/// Numbers that follow from where they begin.
Chance chances_from(std::uint64_t seed) { return std::mt19937_64(seed); }

std::string scaling_reason(const Task& task) {
  return "Scaling activity initiated by (deployment " + task.deployment_id + ")";
}

std::string rebalancing_reason(const Task& task) {
  return "Availability-zone rebalancing initiated by (deployment " + task.deployment_id + ")";
}

void wake_at(ServicePlan& plan, std::optional<TimePoint> instant) {
  if (instant) plan.wake_at = std::min(plan.wake_at.value_or(*instant), *instant);
}

void post(ServicePlan& plan, std::vector<ServiceNotice> notices) {
  for (ServiceNotice& notice : notices) plan.actions.push_back(PostEvent{std::move(notice)});
}

void act(ServicePlan& plan, std::vector<ServiceAction> actions) {
  std::ranges::move(actions, std::back_inserter(plan.actions));
}

void stop(ServicePlan& plan, SurveyedTask& task, std::string reason) {
  task.is_stopped = true;
  plan.actions.push_back(StopTask{task.record().id, std::move(reason)});
}

void tell_of_stops(const ServiceView& view, const Census& census, ServicePlan& plan) {
  std::map<std::string, std::vector<std::string>> running;
  std::map<std::string, int> pending;
  for (const SurveyedTask& task : census.tasks) {
    if (!task.is_stopped) continue;
    const std::string subject = events::subject(view.service, task.record().deployment_id);
    if (task.makes_way) {
      const Task& record = task.record();
      post(plan, {events::stopped_to_rebalance(subject, record.availability_zone, {{record.id}})});
    } else if (task.diagnosis.condition == TaskCondition::pending) {
      ++pending[subject];
    } else {
      running[subject].push_back(task.record().id);
    }
  }
  for (const auto& [subject, tasks] : running) post(plan, {events::stopped(subject, tasks)});
  for (const auto& [subject, tasks] : pending) {
    post(plan, {events::stopped_pending(subject, tasks)});
  }
}

/// Tells of the tasks that stop, and lets their targets drain.
void see_off(const ServiceView& view, Census& census, ServicePlan& plan) {
  tell_of_stops(view, census, plan);
  TargetChanges changes = deregister_targets(view, census);
  act(plan, std::move(changes.actions));
  post(plan, std::move(changes.events));
}

void keep_slots(const ServiceView& view, const Census& census, int primary, ServicePlan& plan) {
  if (census.primary != nullptr && census.primary->requested != primary) {
    plan.actions.push_back(ScaleTaskSet{census.primary->id, primary});
  }
  for (std::size_t place = 0; place + 1 < census.counts.old.size(); ++place) {
    const TaskSet& set = old_set(view, census, place);
    const int requested = census.counts.old[place].requested;
    if (set.requested == requested) continue;
    plan.actions.push_back(ScaleTaskSet{set.id, requested});
    if (set.external) post(plan, {events::computed_count(view.service, set.id, requested)});
  }
}

std::vector<ChosenTask> choose_stops(Census& census, const DeploymentBounds& bounds,
                                     std::optional<SetSlots> slots) {
  const bool frozen = census.is_in(DeploymentRolloutState::failed);
  if (!slots) return scale_down(bounds, census, frozen);
  if (census.primary == nullptr) return scale_down(census, *slots);
  const SetCounts& primary = census.counts.primary;
  if (frozen) slots->primary = std::min(slots->primary, good(primary) + primary.unhealthy);
  return scale_down(bounds, census, *slots);
}

/// The one task that is to be moved has its successor.
void make_way(const Rebalancing& moving, ServicePlan& plan) {
  if (moving.makes_way == nullptr) return;
  stop(plan, *moving.makes_way, rebalancing_reason(moving.makes_way->record()));
}

/// The sets' slots with room for a task that is being moved.
std::optional<SetSlots> with_extra(std::optional<SetSlots> slots, const ServiceView& view,
                                   int extra) {
  if (extra == 0) return slots;
  if (!slots) {
    slots = SetSlots{.primary = view.service.desired_count,
                     .old = std::vector<int>(view.sets.size() - 1, 0)};
  }
  slots->primary += extra;
  return slots;
}

void stop_what_is_too_much(const ServiceView& view, Census& census, const DeploymentBounds& bounds,
                           const std::optional<SetSlots>& slots, ServicePlan& plan) {
  for (const auto& [task, for_its_ailment] : choose_stops(census, bounds, slots)) {
    if (for_its_ailment) note_unhealthy_end(view, census, *task);
    stop(plan, *task,
         for_its_ailment ? stop_reason(task->record(), *task->diagnosis.ailment)
                         : scaling_reason(task->record()));
  }
}

/// What a plan has placed so far, and on which instance: one set's tasks are in the way of
/// another's.
using Placed = std::vector<std::pair<TaskResources, std::string>>;

/// Fargate has a place in every zone that is not lost. The complaint, if none is left.
std::optional<ServiceNotice> place_on_fargate(const ServiceView& view, StartTasks& start,
                                              const TaskSet& set) {
  const auto subnets = view.subnets ? view.subnets(set) : std::nullopt;
  if (!subnets || !subnets->empty()) return std::nullopt;
  start.count = 0;
  return events::unable_to_place(view.service, std::string(no_fargate_capacity));
}

/// Starts only what has a place. The rest is no failure of its task set: it is told of, and placed
/// once an instance has room, which AWS finds out at its scheduler's tick. The complaint, if any.
std::optional<ServiceNotice> place(const ServiceView& view, StartTasks& start, const TaskSet& set,
                                   Placed& placed) {
  auto placement = view.placement ? view.placement(set) : std::nullopt;
  if (!placement) return place_on_fargate(view, start, set);
  for (const auto& [needs, instance_id] : placed) {
    put_on(placement->instances, instance_id, needs, placement->request.group);
  }
  placement->request.count = start.count;
  PlacementResult result = ecs::place(placement->request, std::move(placement->instances),
                                      chances_from(placement->chance));
  for (const std::string& id : result.instance_ids) {
    placed.emplace_back(placement->request.needs, id);
  }
  start.instances = std::move(result.instance_ids);
  if (start.instances.size() == static_cast<std::size_t>(start.count)) return std::nullopt;
  start.count = static_cast<int>(start.instances.size());
  start.replacing = std::min(start.replacing, start.count);
  return events::no_instance_takes_a_task(view.service, result);
}

void start_what_is_missing(const ServiceView& view, const Census& census,
                           const DeploymentBounds& bounds, bool rebalancing,
                           std::vector<ServiceNotice>& complaints, ServicePlan& plan) {
  const bool frozen = census.is_in(DeploymentRolloutState::failed);
  const ScaleUp up = scale_up(bounds, census, frozen, view.now);
  wake_at(plan, up.held_until);
  Placed placed;
  for (const SetStart& start : up.starts) {
    const TaskSet& set = start.old_set ? old_set(view, census, *start.old_set) : *census.primary;
    StartTasks action{.task_set = set.id,
                      .count = start.count,
                      .replacing = start.replacing,
                      .rebalancing = rebalancing};
    if (auto complaint = place(view, action, set, placed)) {
      complaints.push_back(std::move(*complaint));
      plan.wants_room = true;
      wake_at(plan, view.now + aws_scheduler_tick);
    }
    if (action.count > 0) plan.actions.push_back(std::move(action));
  }
}

/// Keeps how the tasks of each set have failed.
void keep_failures(const ServiceView& view, const Census& census, ServicePlan& plan) {
  const std::size_t first = census.primary == nullptr ? 1 : 0;
  for (std::size_t place = 0; place < view.sets.size(); ++place) {
    const TaskSet& set = *view.sets[place].set;
    const StartFailures& failures = census.failures[first + place];
    if (failures != set.failures) plan.actions.push_back(NoteFailures{set.id, failures});
  }
}

void keep_notes(const Census& census, ServicePlan& plan) {
  for (const SurveyedTask& task : census.tasks) {
    if (task.notes == task.record().notes) continue;
    plan.actions.push_back(NoteTask{task.record().id, task.notes});
  }
}

void tell_of_steadiness(const ServiceView& view, bool steady, SchedulerMemory& memory,
                        ServicePlan& plan) {
  if (!steady) {
    memory.steady_told_at.reset();
    return;
  }
  const auto told = memory.steady_told_at;
  if (!told || view.now >= *told + told_again_after) {
    memory.steady_told_at = view.now;
    post(plan, {events::steady(view.service)});
  }
  wake_at(plan, *memory.steady_told_at + told_again_after);
}

/// A service that is being deleted: every task stops, then it is INACTIVE.
void empty(const ServiceView& view, Census& census, ServicePlan& plan) {
  for (SurveyedTask& task : census.tasks) {
    if (task.record().desired_status == DesiredStatus::stopped) continue;
    stop(plan, task, scaling_reason(task.record()));
  }
  see_off(view, census, plan);
  keep_notes(census, plan);
  if (census.remaining.empty()) plan.actions.push_back(EndService{});
}

/// How many tasks may run at once, and how few must.
struct LimitsBy {
  DeploymentBounds given;

  DeploymentBounds operator()(const Rolling&) const { return given; }
  DeploymentBounds operator()(const BlueGreen&) const { return with_room_for_two(); }
  DeploymentBounds operator()(const Linear&) const { return with_room_for_two(); }
  DeploymentBounds operator()(const Canary&) const { return with_room_for_two(); }
  /// The percents say nothing of task sets that are governed from outside.
  DeploymentBounds operator()(const External&) const { return unbounded(given.desired, 0); }

  /// Blue and green do not trade slots: each of them has room of its own.
  [[nodiscard]] DeploymentBounds with_room_for_two() const {
    constexpr int most = std::numeric_limits<int>::max() - 100;
    DeploymentBounds limits = given;
    limits.maximum_percent = std::min(limits.maximum_percent, most) + 100;
    return limits;
  }
};

void run(const ServiceView& view, Census& census, ServicePlan& plan) {
  std::optional<SetSlots> slots = fixed_slots(view);
  const DeploymentBounds limits = std::visit(LimitsBy{bounds(view.service)}, strategy_of(view));
  SchedulerMemory memory = view.service.scheduler;
  TaskNews news = take_news(view, census);
  std::vector<ServiceNotice> complaints = std::move(news.complaints);
  post(plan, std::move(news.events));
  wake_at(plan, news.proven_at);
  if (!slots) slots = slots_of_early_success(view, census);

  TargetChanges arrivals = register_targets(view, census);
  act(plan, std::move(arrivals.actions));
  post(plan, std::move(arrivals.events));
  Rebalancing moving = rebalance(view, census, bounds(view.service), memory);
  make_way(moving, plan);
  if (view.engine_reachable) {
    slots = with_extra(std::move(slots), view, moving.extra);
    stop_what_is_too_much(view, census, limits, slots, plan);
    keep_slots(view, census, slots ? slots->primary - moving.extra : limits.desired, plan);
  }
  see_off(view, census, plan);
  keep_failures(view, census, plan);

  Advance step =
      census.primary == nullptr ? advance_task_sets(view, census) : advance(view, census, limits);
  post(plan, std::move(step.events));
  wake_at(plan, step.wake_at);
  tell_of_steadiness(view, step.steady, memory, plan);
  post(plan, std::move(moving.events));
  if (view.engine_reachable && !step.given_up) {
    start_what_is_missing(view, census, limits, moving.starts, complaints, plan);
  }
  std::ranges::move(what_stands_still(view, census, limits), std::back_inserter(complaints));
  std::ranges::move(moving.complaints, std::back_inserter(complaints));
  plan.wants_room = plan.wants_room || moving.wants_room;
  wake_at(plan, moving.wake_at);
  Complaint complaint = complain(complaints, most_rounds(census) > 0, view.now, memory);
  if (complaint.notice) post(plan, {std::move(*complaint.notice)});
  wake_at(plan, complaint.again_at);
  keep_notes(census, plan);
  if (memory != view.service.scheduler) plan.actions.push_back(Remember{memory});
  // Last, since a deployment that goes back gives the service a memory of its own.
  act(plan, std::move(step.actions));
}

}  // namespace

ServicePlan plan(const ServiceView& view) {
  ServicePlan plan;
  const bool draining = view.service.status == ServiceStatus::draining;
  if (view.service.status == ServiceStatus::inactive) return plan;
  Census census = take_census(view);
  const bool has_sets = census.primary != nullptr || is_governed_outside(view.service);
  if (!draining && !has_sets) return plan;
  for (const SurveyedTask& task : census.tasks) wake_at(plan, task.diagnosis.holds_until);
  draining ? empty(view, census, plan) : run(view, census, plan);
  return plan;
}

}  // namespace drydock::ecs
