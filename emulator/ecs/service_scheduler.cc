#include "emulator/ecs/service_scheduler.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>

#include "emulator/ecs/circuit_breaker.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/service_census.h"
#include "emulator/ecs/service_events.h"
#include "emulator/ecs/task_set_scale.h"
#include "model/ecs/service.h"

namespace drydock::ecs {
namespace {

using model::ecs::DeploymentRolloutState;

/// After this time AWS tells again that a service is steady, or what is wrong with it.
constexpr Duration told_again_after = std::chrono::hours(6);
/// From so many failed rounds on a service "is unable to consistently start tasks".
constexpr int consistent_failure_rounds = 3;
constexpr Duration aws_scheduler_tick = seconds(10);

/// Empty where nothing says more than the stop code does. That an image could not be pulled is told
/// by the task; what else kept a container from starting, by the container alone.
std::string why_it_never_started(const Task& task) {
  const auto says_more = [](const std::string& reason) {
    return reason.find("Error") != std::string::npos;
  };
  if (says_more(task.stopped_reason)) return task.stopped_reason;
  for (const Container& container : task.containers) {
    if (container.reason && says_more(*container.reason)) return *container.reason;
  }
  return {};
}

/// Numbers that follow from where they begin.
Chance chances_from(std::uint64_t seed) { return std::mt19937_64(seed); }

std::string scaling_reason(const Task& task) {
  return "Scaling activity initiated by (deployment " + task.deployment_id + ")";
}

/// A plan in the making. Each step reads the census, notes there what later ones go by, and adds
/// its actions.
class Draft {
 public:
  explicit Draft(const ServiceView& view)
      : view_(view),
        service_(view.service),
        census_(take_census(view)),
        bounds_(bounds(view.service)),
        memory_(view.service.scheduler),
        rollout_(census_.primary == nullptr ? Rollout{}
                                            : rollout_of(*census_.primary, *view.deployment)) {}

  ServicePlan make();

 private:
  void empty();
  void roll();

  void note_health();
  void note_health(SurveyedTask& task);
  void note_proofs();
  void note_ends();
  void note_failure(const SurveyedTask& task, TaskEnd end);
  void note_unhealthy_end(SurveyedTask& task);
  void back_off(const SurveyedTask& task, TaskEnd end);

  void register_targets();
  void deregister_targets();

  void scale_down();
  void stop(SurveyedTask& task, std::string reason);
  void tell_of_stops();

  void note_failures();
  void scale_up();
  void place(StartTasks& start, const TaskSet& set);
  BreakerVerdict judge_rollout();
  void finish_rollout();
  void remove_empty_sets();
  void complain_of_what_stands_still();
  void complain(const std::string& message);

  void keep_notes();
  void wake_at(TimePoint instant);
  void post(std::string message) { plan_.actions.push_back(PostEvent{std::move(message)}); }

  [[nodiscard]] bool is_in(DeploymentRolloutState state) const {
    return census_.primary != nullptr && rollout_.state == state;
  }
  [[nodiscard]] bool is_frozen() const { return is_in(DeploymentRolloutState::failed); }
  /// The set at this place of the census's old ones, but for the last, which is none.
  [[nodiscard]] const TaskSet& old_set(std::size_t place) const {
    return *view_.sets[place + 1].set;
  }
  /// It was healthy, and RUNNING for long enough that what happens to it now says nothing of its
  /// start: a check that it passed early is evidence of health, none of staying up.
  [[nodiscard]] bool has_proven_itself(const SurveyedTask& task) const {
    return task.notes.was_healthy &&
           time_running(task.record(), view_.now) >= view_.pace.proof_time;
  }
  [[nodiscard]] int most_rounds() const {
    return std::ranges::max_element(census_.failures, {}, &StartFailures::rounds)->rounds;
  }
  /// Every desired task is healthy, and no other is left.
  [[nodiscard]] bool all_well() const {
    return census_.counts.primary.healthy == bounds_.desired &&
           census_.counts.live == bounds_.desired && census_.stopping == 0;
  }

  const ServiceView& view_;
  const Service& service_;
  Census census_;
  DeploymentBounds bounds_;
  SchedulerMemory memory_;
  Rollout rollout_;  ///< Of the PRIMARY task set.
  /// What this plan has placed so far, and on which instance: one set's tasks are in the way of
  /// another's.
  std::vector<std::pair<TaskResources, std::string>> placed_;
  bool complained_ = false;
  ServicePlan plan_;
};

ServicePlan Draft::make() {
  const bool draining = service_.status == ServiceStatus::draining;
  if (service_.status == ServiceStatus::inactive || (!draining && census_.primary == nullptr)) {
    return {};
  }
  for (const SurveyedTask& task : census_.tasks) {
    if (task.diagnosis.holds_until) wake_at(*task.diagnosis.holds_until);
  }
  draining ? empty() : roll();
  return std::move(plan_);
}

/// A service that is being deleted: every task stops, then it is INACTIVE.
void Draft::empty() {
  for (SurveyedTask& task : census_.tasks) {
    if (task.record().desired_status == DesiredStatus::stopped) continue;
    stop(task, scaling_reason(task.record()));
  }
  tell_of_stops();
  deregister_targets();
  keep_notes();
  if (census_.remaining.empty()) {
    plan_.actions.push_back(EndService{});
  }
}

void Draft::roll() {
  note_health();
  note_proofs();
  note_ends();
  register_targets();
  if (view_.engine_reachable) scale_down();
  tell_of_stops();
  deregister_targets();
  note_failures();
  const BreakerVerdict verdict = judge_rollout();
  if (verdict == BreakerVerdict::carry_on) {
    if (view_.engine_reachable) scale_up();
    finish_rollout();
  }
  complain_of_what_stands_still();
  keep_notes();
  if (memory_ != service_.scheduler) plan_.actions.push_back(Remember{memory_});
  // Last, since it gives the service a memory of its own.
  if (verdict == BreakerVerdict::roll_back) plan_.actions.push_back(RollBackDeployment{});
}

void Draft::note_health() {
  for (SurveyedTask& task : census_.tasks) note_health(task);
}

void Draft::note_health(SurveyedTask& task) {
  SchedulerNotes& notes = task.notes;
  if (task.diagnosis.condition == TaskCondition::unhealthy && !notes.unhealthy_told) {
    notes.unhealthy_told = true;
    post(events::unhealthy(service_, *task.view, *task.diagnosis.ailment));
  }
  if (task.diagnosis.condition != TaskCondition::healthy) return;
  notes.unhealthy_told = false;
  if (std::exchange(notes.was_healthy, true)) return;
  const bool forgives = circuit_breaker(service_).reset_on_healthy_task;
  if (task.is_new() && forgives && is_in(DeploymentRolloutState::in_progress)) {
    census_.failures_of(task).tasks = 0;
  }
}

/// A set whose starts failed has proven itself once a task that was started since has, or once it
/// misses nothing and all of its tasks have.
void Draft::note_proofs() {
  std::vector<bool> complete(census_.failures.size());
  for (std::size_t place = 0; place < complete.size(); ++place) {
    const SetCounts& set = place == 0 ? census_.counts.primary : census_.counts.old[place - 1];
    complete[place] = set.healthy > 0 && set.healthy == good(set) && missing(set) == 0;
  }
  std::vector<bool> proven(complete.size());
  for (const SurveyedTask& task : census_.tasks) {
    if (task.diagnosis.condition != TaskCondition::healthy) continue;
    const std::size_t place = task.old_set ? *task.old_set + 1 : 0;
    const StartFailures& failures = census_.failures[place];
    if (failures.rounds == 0) continue;
    const TimePoint proven_at = *task.record().started_at + view_.pace.proof_time;
    if (view_.now < proven_at) {
      complete[place] = false;
      wake_at(proven_at);
    } else if (task.record().created_at >= failures.start_not_before) {
      proven[place] = true;
    }
  }
  for (std::size_t place = 0; place < complete.size(); ++place) {
    StartFailures& failures = census_.failures[place];
    if (failures.rounds == 0 || !(proven[place] || complete[place])) continue;
    failures.rounds = 0;
    failures.start_not_before = {};
    (place == 0 ? census_.counts.primary : census_.counts.old[place - 1]).failing = false;
  }
}

void Draft::note_ends() {
  for (SurveyedTask& task : census_.tasks) {
    if (task.notes.failure_noted) continue;
    const TaskEnd end = how_it_ended(task.record());
    if (end == TaskEnd::none) continue;
    task.notes.failure_noted = true;
    note_failure(task, end);
  }
}

void Draft::note_failure(const SurveyedTask& task, TaskEnd end) {
  const Task& record = task.record();
  const bool outlived_an_outage =
      view_.engine_watched_since && record.created_at < *view_.engine_watched_since;
  if (!view_.engine_reachable || outlived_an_outage) return;
  StartFailures& failures = census_.failures_of(task);
  if (task.is_new() && is_in(DeploymentRolloutState::in_progress)) ++failures.tasks;
  if (!has_proven_itself(task)) back_off(task, end);
  const bool told_in_general = failures.rounds >= consistent_failure_rounds;
  if (end != TaskEnd::never_started || told_in_general) return;
  std::string reason = why_it_never_started(record);
  if (reason.ends_with('.')) reason.pop_back();
  if (!reason.empty()) complain(events::unable_to_place(service_, reason));
}

/// Tasks that were started together and fail one by one are one round.
void Draft::back_off(const SurveyedTask& task, TaskEnd end) {
  StartFailures& failures = census_.failures_of(task);
  if (task.record().created_at < failures.start_not_before) return;
  ++failures.rounds;
  failures.start_not_before =
      view_.now + restart_delay(view_.pace, failures.rounds, end == TaskEnd::crashed);
  census_.counts_of(task).failing = true;
}

void Draft::register_targets() {
  std::map<std::string, int> registered;
  for (const SurveyedTask& task : census_.tasks) {
    const Task& record = task.record();
    if (record.last_status != TaskStatus::running ||
        record.desired_status != DesiredStatus::running) {
      continue;
    }
    for (TaskTarget& target : missing_targets(record, *task.load_balancers, view_.instance_id)) {
      ++registered[target.target_group_arn];
      plan_.actions.push_back(RegisterTarget{record.id, std::move(target)});
    }
  }
  for (const auto& [group, count] : registered) post(events::registered(service_, count, group));
}

/// Targets drain before their task's containers are sent SIGTERM; the task's supervisor waits for
/// that in DEACTIVATING.
void Draft::deregister_targets() {
  std::map<std::string, int> targets_of_group;
  std::map<std::string, int> tasks_of_deployment;
  for (SurveyedTask& task : census_.tasks) {
    const Task& record = task.record();
    const bool is_to_stop = task.is_stopped || record.desired_status == DesiredStatus::stopped;
    if (!is_to_stop || record.targets.empty() || task.notes.deregistered) continue;
    task.notes.deregistered = true;
    bool drains = false;
    for (std::size_t at = 0; at < record.targets.size(); ++at) {
      const auto& health = task.view->targets[at].health;
      if (!health || health->state == elb::TargetState::draining) continue;
      plan_.actions.push_back(DeregisterTarget{record.targets[at]});
      ++targets_of_group[record.targets[at].target_group_arn];
      drains = true;
    }
    if (drains) ++tasks_of_deployment[record.deployment_id];
  }
  for (const auto& [group, count] : targets_of_group) {
    post(events::deregistered(service_, count, group));
  }
  for (const auto& [deployment, count] : tasks_of_deployment) {
    post(events::draining(service_, deployment, count));
  }
}

void Draft::scale_down() {
  for (const auto& [task, for_its_ailment] : ecs::scale_down(bounds_, census_, is_frozen())) {
    if (for_its_ailment) note_unhealthy_end(*task);
    stop(*task, for_its_ailment ? stop_reason(task->record(), *task->diagnosis.ailment)
                                : scaling_reason(task->record()));
  }
  if (census_.primary->requested != bounds_.desired) {
    plan_.actions.push_back(ScaleTaskSet{census_.primary->id, bounds_.desired});
  }
  for (std::size_t place = 0; place + 1 < census_.counts.old.size(); ++place) {
    const TaskSet& set = old_set(place);
    const int requested = census_.counts.old[place].requested;
    if (set.requested != requested) plan_.actions.push_back(ScaleTaskSet{set.id, requested});
  }
}

/// It is stopped by the scheduler, so nobody will count its end.
void Draft::note_unhealthy_end(SurveyedTask& task) {
  task.notes.failure_noted = true;
  if (task.is_new() && is_in(DeploymentRolloutState::in_progress)) {
    ++census_.failures_of(task).tasks;
  }
  if (!has_proven_itself(task)) back_off(task, TaskEnd::crashed);
}

void Draft::stop(SurveyedTask& task, std::string reason) {
  task.is_stopped = true;
  plan_.actions.push_back(StopTask{task.record().id, std::move(reason)});
}

void Draft::tell_of_stops() {
  std::vector<std::string> running;
  int pending = 0;
  for (const SurveyedTask& task : census_.tasks) {
    if (!task.is_stopped) continue;
    if (task.diagnosis.condition == TaskCondition::pending) {
      ++pending;
    } else {
      running.push_back(task.record().id);
    }
  }
  if (!running.empty()) post(events::stopped(service_, running));
  if (pending > 0) post(events::stopped_pending(service_, pending));
}

void Draft::scale_up() {
  const ScaleUp up = ecs::scale_up(bounds_, census_, is_frozen(), view_.now);
  if (up.held_until) wake_at(*up.held_until);
  for (const SetStart& start : up.starts) {
    const TaskSet& set = start.old_set ? old_set(*start.old_set) : *census_.primary;
    StartTasks action{.task_set = set.id, .count = start.count, .replacing = start.replacing};
    if (view_.placement) place(action, set);
    if (action.count > 0) plan_.actions.push_back(std::move(action));
  }
}

/// Starts only what has a place. The rest is no failure of its task set: it is told of, and placed
/// once an instance has room, which AWS finds out at its scheduler's tick.
void Draft::place(StartTasks& start, const TaskSet& set) {
  auto placement = view_.placement(set);
  if (!placement) return;
  for (const auto& [needs, instance_id] : placed_) {
    ecs::put_on(placement->instances, instance_id, needs);
  }
  placement->request.count = start.count;
  PlacementResult placed = ecs::place(placement->request, std::move(placement->instances),
                                      chances_from(placement->chance));
  for (const std::string& id : placed.instance_ids) {
    placed_.emplace_back(placement->request.needs, id);
  }
  start.instances = std::move(placed.instance_ids);
  if (start.instances.size() == static_cast<std::size_t>(start.count)) return;
  start.count = static_cast<int>(start.instances.size());
  start.replacing = std::min(start.replacing, start.count);
  complain(events::no_instance_takes_a_task(service_, placement_reason(placed)));
  plan_.wants_room = true;
  wake_at(view_.now + aws_scheduler_tick);
}

/// Keeps how the tasks of each set have failed.
void Draft::note_failures() {
  for (std::size_t place = 0; place < view_.sets.size(); ++place) {
    const TaskSet& set = *view_.sets[place].set;
    const StartFailures& failures = census_.failures[place];
    if (failures != set.failures) plan_.actions.push_back(NoteFailures{set.id, failures});
  }
}

/// Gives the rollout up where too many of its tasks have failed.
BreakerVerdict Draft::judge_rollout() {
  const TaskSet& set = *census_.primary;
  const BreakerVerdict verdict = judge(service_, *view_.deployment, census_.failures.front().tasks);
  if (verdict == BreakerVerdict::carry_on || all_well()) return BreakerVerdict::carry_on;
  if (verdict == BreakerVerdict::fail) plan_.actions.push_back(FailDeployment{});
  post(events::deployment_failed(service_, set.id));
  if (verdict == BreakerVerdict::roll_back) {
    post(events::rolling_back(service_, task_set_id(service_.last_completed_revision)));
  }
  return verdict;
}

/// The old deployments leave in the very step that completes the new one, so that a client which
/// counts deployments and running tasks (`wait services-stable`) sees both or neither.
void Draft::finish_rollout() {
  remove_empty_sets();
  if (!all_well() || !view_.engine_reachable || is_in(DeploymentRolloutState::failed)) {
    memory_.steady_told_at.reset();
    return;
  }
  if (is_in(DeploymentRolloutState::in_progress)) {
    plan_.actions.push_back(CompleteDeployment{});
    post(events::deployment_completed(service_, census_.primary->id));
  }
  const auto told = memory_.steady_told_at;
  if (!told || view_.now >= *told + told_again_after) {
    memory_.steady_told_at = view_.now;
    post(events::steady(service_));
  }
  wake_at(*memory_.steady_told_at + told_again_after);
}

/// ACTIVE task sets without tasks or slots leave; the last of them only when the rollout is over.
void Draft::remove_empty_sets() {
  const bool finished = all_well() && !is_in(DeploymentRolloutState::failed);
  const auto has_tasks = [&](const TaskSet& set) { return census_.remaining.contains(set.id); };
  const bool another_stays = std::ranges::any_of(
      view_.sets.subspan(1), [&](const ServiceTaskSet& old) { return has_tasks(*old.set); });
  if (!finished && !another_stays) return;
  for (std::size_t place = 0; place + 1 < view_.sets.size(); ++place) {
    const TaskSet& set = old_set(place);
    if (has_tasks(set) || census_.counts.old[place].requested > 0) continue;
    plan_.actions.push_back(RemoveTaskSet{set.id});
  }
}

void Draft::complain_of_what_stands_still() {
  if (!view_.engine_reachable) {
    complain(events::engine_lost(service_));
  } else if (most_rounds() >= consistent_failure_rounds) {
    complain(events::unable_to_start_consistently(service_));
  } else if (is_in(DeploymentRolloutState::in_progress) && deadlocked(bounds_, census_.counts)) {
    complain(events::deadlocked(service_));
  }
  for (const SurveyedTask& task : census_.tasks) {
    if (task.diagnosis.condition != TaskCondition::unproven) continue;
    const auto lost = std::ranges::find(task.view->targets, false, &TargetView::group_found);
    if (lost == task.view->targets.end()) continue;
    const auto at = static_cast<std::size_t>(lost - task.view->targets.begin());
    complain(events::target_group_missing(service_, task.record().deployment_id,
                                          task.record().targets[at].target_group_arn));
  }
  // A complaint is resolved once nothing fails any more, not merely when nothing fails right now.
  if (!complained_ && most_rounds() == 0) memory_.complaint.clear();
}

/// The first complaint of a plan is told, unless it was the last one told not long ago.
void Draft::complain(const std::string& message) {
  if (std::exchange(complained_, true)) return;
  const bool told =
      memory_.complaint == message && view_.now < memory_.complained_at + told_again_after;
  if (!told) {
    memory_.complaint = message;
    memory_.complained_at = view_.now;
    post(message);
  }
  wake_at(memory_.complained_at + told_again_after);
}

void Draft::keep_notes() {
  for (const SurveyedTask& task : census_.tasks) {
    if (task.notes == task.record().notes) continue;
    plan_.actions.push_back(NoteTask{task.record().id, task.notes});
  }
}

void Draft::wake_at(TimePoint instant) {
  plan_.wake_at = std::min(plan_.wake_at.value_or(instant), instant);
}

}  // namespace

ServicePlan plan(const ServiceView& view) { return Draft(view).make(); }

Duration restart_delay(const Pace& pace, int failed_rounds, bool reached_running) {
  const Duration longest = reached_running
                               ? std::min(aws_scheduler_tick, pace.longest_restart_delay)
                               : pace.longest_restart_delay;
  Duration delay = pace.first_restart_delay;
  for (int round = 1; round < failed_rounds && delay < longest; ++round) delay *= 2;
  return std::min(delay, longest);
}

}  // namespace drydock::ecs
