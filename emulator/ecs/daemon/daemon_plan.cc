#include "emulator/ecs/daemon/daemon_plan.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "emulator/ecs/scheduler/task_news.h"

namespace drydock::ecs {
namespace {

constexpr double preset_drain_percent = 25;

int failures_of(const DaemonDeployment& deployment) {
  return deployment.rollback ? deployment.rollback_failures : deployment.failures;
}

/// Makes one plan. Each step reads what those before it have made of memory and failures.
class DaemonPlanner {
 public:
  explicit DaemonPlanner(const DaemonView& view)
      : view_(view), memory_(view.daemon.memory), failures_(failures_of(view.deployment)) {}

  DaemonPlan make() {
    if (view_.deployment.status == model::ecs::DaemonDeploymentStatus::pending) {
      act(BeginDaemonDeployment{});
    }
    take_news();
    if (give_up()) return std::move(plan_);
    for (const DaemonInstance& instance : view_.instances) look_at(instance);
    replace();
    finish();
    return std::move(plan_);
  }

 private:
  template <class Action>
  void act(Action action) {
    plan_.actions.emplace_back(std::move(action));
  }

  void wake_at(TimePoint at) { plan_.wake_at = std::min(plan_.wake_at.value_or(at), at); }

  [[nodiscard]] bool under_way() const { return is_under_way(view_.deployment); }
  [[nodiscard]] bool is_leaving() const {
    return view_.daemon.status == model::ecs::DaemonStatus::delete_in_progress;
  }
  [[nodiscard]] bool is_critical() const { return view_.goal == nullptr || view_.goal->critical; }
  [[nodiscard]] bool is_wanted(const DaemonInstance& instance) const {
    return view_.goal != nullptr && view_.goal->capacity_providers.contains(instance.provider);
  }
  [[nodiscard]] bool goes_without(const DaemonInstance& instance) const {
    const auto found = memory_.without.find(instance.id);
    return view_.goal != nullptr && found != memory_.without.end() &&
           found->second == view_.goal->id;
  }

  void take_news();
  void take_end(const EndedDaemonTask& ended);
  void take_ailment(const DaemonInstance& instance);
  void take_lack_of_room(const DaemonInstance& instance);
  void lose_task(const std::string& instance, const std::string& revision, bool had_run);
  void back_off(bool had_run);
  void forget_what_is_gone();
  void trust_again();

  bool give_up();
  void look_at(const DaemonInstance& instance);
  void look_at_draining(const DaemonInstance& instance);
  void look_at_wanted(const DaemonInstance& instance);
  void start_on(const DaemonInstance& instance);
  void replace();
  void finish();

  const DaemonView& view_;
  DaemonMemory memory_;
  int failures_;
  std::vector<std::string> impaired_;  ///< Instances to be replaced whatever the percent.
  std::vector<std::string> outdated_;  ///< Those that are to be replaced, so many at a time.
  int on_their_way_ = 0;               ///< Instances that drain for another, or are not ready yet.
  DaemonPlan plan_;
};

void DaemonPlanner::take_news() {
  for (const EndedDaemonTask& ended : view_.ended) take_end(ended);
  for (const DaemonInstance& instance : view_.instances) {
    take_ailment(instance);
    take_lack_of_room(instance);
  }
  trust_again();
  forget_what_is_gone();
  if (memory_ != view_.daemon.memory) act(RememberDaemon{memory_});
  if (failures_ != failures_of(view_.deployment)) act(NoteDaemonFailures{failures_});
}

void DaemonPlanner::take_end(const EndedDaemonTask& ended) {
  act(NoteDaemonTask{ended.task_id});
  if (ended.outlived_outage) return;
  const bool is_of_goal = view_.goal != nullptr && ended.revision == view_.goal->id;
  if (ended.failed && is_of_goal && under_way()) ++failures_;
  if (ended.failed && !ended.had_proven) back_off(ended.had_run);
  lose_task(ended.instance, ended.revision, ended.had_run);
}

/// "If the daemon task stops or becomes unhealthy": on the instance of a critical daemon it stays
/// until the others have left; where it is not critical it goes.
void DaemonPlanner::take_ailment(const DaemonInstance& instance) {
  if (instance.state != DaemonTaskState::unhealthy || instance.draining) return;
  if (view_.goal == nullptr) return;
  if (instance.revision == view_.goal->id && under_way()) ++failures_;
  back_off(true);
  lose_task(instance.id, instance.revision, true);
  act(NoteDaemonTask{instance.task_id});
  if (!is_critical()) {
    act(StopDaemonTask{instance.task_id, "Task failed container health checks"});
  }
}

/// A task that cannot be made counts as one that did not start. The instance has no other tasks
/// that might make room: it is too small.
void DaemonPlanner::take_lack_of_room(const DaemonInstance& instance) {
  const bool is_missing = !instance.draining && is_wanted(instance) && !goes_without(instance) &&
                          instance.state == DaemonTaskState::none && instance.other_tasks == 0;
  if (!is_missing || instance.has_room || view_.now < memory_.start_not_before) return;
  if (under_way()) ++failures_;
  back_off(false);
  lose_task(instance.id, view_.goal->id, false);
}

/// What becomes of an instance whose daemon has ended by itself.
void DaemonPlanner::lose_task(const std::string& instance, const std::string& revision,
                              bool had_run) {
  const auto found = std::ranges::find(view_.instances, instance, &DaemonInstance::id);
  if (found == view_.instances.end() || found->draining || view_.goal == nullptr) return;
  if (!is_critical()) {
    memory_.without[instance] = revision;
  } else if (had_run) {
    impaired_.push_back(instance);
  }
}

/// Tasks that were started together and fail one by one are one round.
void DaemonPlanner::back_off(bool had_run) {
  if (view_.now < memory_.start_not_before) return;
  ++memory_.failed_rounds;
  memory_.start_not_before = view_.now + restart_delay(view_.pace, memory_.failed_rounds, had_run);
}

/// A task of the goal that has proven itself ends the row of failures.
void DaemonPlanner::trust_again() {
  if (memory_.failed_rounds == 0 || view_.now < memory_.start_not_before) return;
  const bool has_proof = std::ranges::any_of(view_.instances, [this](const DaemonInstance& one) {
    return one.state == DaemonTaskState::proven && view_.goal != nullptr &&
           one.revision == view_.goal->id;
  });
  if (!has_proof) return;
  memory_.failed_rounds = 0;
  memory_.start_not_before = {};
}

void DaemonPlanner::forget_what_is_gone() {
  std::erase_if(memory_.without, [this](const auto& entry) {
    const auto found = std::ranges::find(view_.instances, entry.first, &DaemonInstance::id);
    return found == view_.instances.end() || found->draining;
  });
}

/// Alarms that have left ALARM since the deployment began are watched from then on.
AlarmRecord watch_alarms(const DaemonView& view) {
  AlarmRecord alarms = view.deployment.alarms;
  const auto contains = [](const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  };
  std::erase_if(alarms.standing,
                [&](const std::string& name) { return !contains(view.in_alarm, name); });
  alarms.triggered.clear();
  for (const std::string& name : view.in_alarm) {
    if (!contains(alarms.standing, name)) alarms.triggered.push_back(name);
  }
  return alarms;
}

/// Whether the deployment is given up now. A way back that fails too is the end of it.
bool DaemonPlanner::give_up() {
  if (!under_way() || is_leaving()) return false;
  const int threshold = breaker_threshold_of_daemon(view_.instances.size());
  if (failures_ >= threshold) {
    act(GiveUpDaemonDeployment{GivenUpBy::circuit_breaker,
                               "because the circuit breaker threshold was exceeded."});
    return true;
  }
  if (view_.deployment.rollback) return false;
  const AlarmRecord alarms = watch_alarms(view_);
  if (alarms != view_.deployment.alarms) act(NoteDaemonAlarms{alarms});
  if (alarms.triggered.empty()) return false;
  act(GiveUpDaemonDeployment{GivenUpBy::alarm, "because of a CloudWatch alarm in ALARM: " +
                                                   alarms.triggered.front() + "."});
  return true;
}

void DaemonPlanner::look_at(const DaemonInstance& instance) {
  if (instance.draining) return look_at_draining(instance);
  if (std::ranges::find(impaired_, instance.id) != impaired_.end()) return;
  if (is_wanted(instance)) return look_at_wanted(instance);
  // Where a first deployment has failed, all stays as it is.
  const bool is_to_go = is_leaving() || view_.goal != nullptr;
  const bool has_task = instance.state != DaemonTaskState::none;
  if (is_to_go && has_task) outdated_.push_back(instance.id);
}

void DaemonPlanner::look_at_draining(const DaemonInstance& instance) {
  const bool holds_up_the_end = is_leaving() && instance.state != DaemonTaskState::none;
  if (instance.replaced || holds_up_the_end) ++on_their_way_;
  if (instance.other_tasks > 0) {
    if (instance.replaced && instance.unattended > 0) act(StopTasksOfNoService{instance.id});
    return;
  }
  const bool has_task =
      instance.state != DaemonTaskState::none && instance.state != DaemonTaskState::stopping;
  if (has_task) act(StopDaemonTask{instance.task_id, "Container instance is in DRAINING state"});
  if (instance.replaced && instance.tasks == 0) act(EndInstance{instance.id});
}

void DaemonPlanner::look_at_wanted(const DaemonInstance& instance) {
  if (instance.state == DaemonTaskState::none) {
    if (goes_without(instance)) return;
    if (instance.other_tasks > 0) return outdated_.push_back(instance.id);
    ++on_their_way_;
    return start_on(instance);
  }
  if (instance.state == DaemonTaskState::stopping) {
    ++on_their_way_;
    return;
  }
  if (instance.revision != view_.goal->id) return outdated_.push_back(instance.id);
  if (instance.state == DaemonTaskState::proven) return;
  ++on_their_way_;
  if (instance.proven_at) wake_at(*instance.proven_at);
}

void DaemonPlanner::start_on(const DaemonInstance& instance) {
  if (view_.now < memory_.start_not_before) return wake_at(memory_.start_not_before);
  if (instance.has_room) act(StartDaemonTask{instance.id});
}

void DaemonPlanner::replace() {
  for (const std::string& id : impaired_) act(ReplaceInstance{id});
  on_their_way_ += static_cast<int>(impaired_.size());
  const auto active = std::ranges::count(view_.instances, false, &DaemonInstance::draining);
  const int at_once =
      drained_at_once(view_.deployment.configuration.drain_percent, static_cast<int>(active));
  for (const std::string& id : outdated_) {
    if (on_their_way_ >= at_once) break;
    act(ReplaceInstance{id});
    ++on_their_way_;
  }
}

void DaemonPlanner::finish() {
  if (!under_way() || on_their_way_ > 0 || !outdated_.empty()) return;
  if (is_leaving()) return act(EndDaemon{});
  const auto bake = std::chrono::minutes(
      view_.deployment.rollback ? 0
                                : view_.deployment.configuration.bake_time_in_minutes.value_or(0));
  if (bake.count() == 0) return act(CompleteDaemonDeployment{});
  if (!view_.deployment.baking_since) {
    act(BakeDaemonDeployment{});
    return wake_at(view_.now + bake);
  }
  const TimePoint end = *view_.deployment.baking_since + bake;
  if (view_.now < end) return wake_at(end);
  act(CompleteDaemonDeployment{});
}

}  // namespace

int drained_at_once(std::optional<double> drain_percent, int instances) {
  const double share = drain_percent.value_or(preset_drain_percent) / 100 * instances;
  return std::max(1, static_cast<int>(std::floor(share)));
}

DaemonPlan plan(const DaemonView& view) { return DaemonPlanner(view).make(); }

}  // namespace drydock::ecs
