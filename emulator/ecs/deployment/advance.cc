#include "emulator/ecs/deployment/advance.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "emulator/ecs/deployment/advance_traffic.h"
#include "emulator/ecs/deployment/early_success.h"
#include "emulator/ecs/deployment/image_resolution.h"
#include "emulator/ecs/scheduler/circuit_breaker.h"
#include "emulator/ecs/scheduler/service_events.h"

namespace drydock::ecs {
namespace {

using model::ecs::DeploymentRolloutState;

/// Every desired task is healthy, and no other is left.
bool all_well(const Census& census, const DeploymentBounds& bounds) {
  return census.counts.primary.healthy == bounds.desired && census.counts.live == bounds.desired &&
         census.stopping == 0;
}

/// Why the deployment is to be given up, if it is.
struct GivenUp {
  GivenUpBy by = GivenUpBy::circuit_breaker;
  std::string why;
  bool goes_back = false;
};

std::optional<GivenUp> judge_tasks(const ServiceView& view, const Census& census, bool well) {
  // An image that nobody finds fails a deployment, however many failures are allowed besides; what
  // it goes back to has run without.
  const bool lacks_image =
      !view.deployment->rollback && gave_up_resolving(*view.sets.front().revision);
  const int failures =
      lacks_image ? std::numeric_limits<int>::max() : census.failures.front().tasks;
  const BreakerVerdict verdict = judge(view.service, *view.deployment, failures);
  if (verdict == BreakerVerdict::carry_on || well) return std::nullopt;
  return GivenUp{.by = GivenUpBy::circuit_breaker,
                 .why = "because the circuit breaker threshold was exceeded.",
                 .goes_back = verdict == BreakerVerdict::roll_back};
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// Alarms that have left ALARM since the deployment began are watched from then on.
AlarmRecord watch_alarms(const ServiceView& view) {
  AlarmRecord alarms = view.deployment->alarms;
  const auto is_in_alarm = [&](const std::string& name) {
    return std::ranges::find(view.in_alarm, name) != view.in_alarm.end();
  };
  std::erase_if(alarms.standing, [&](const std::string& name) { return !is_in_alarm(name); });
  alarms.triggered.clear();
  for (const std::string& name : view.in_alarm) {
    const bool stands = std::ranges::find(alarms.standing, name) != alarms.standing.end();
    if (!stands) alarms.triggered.push_back(name);
  }
  return alarms;
}

std::optional<GivenUp> judge_alarms(const ServiceView& view, Advance& advance) {
  const ServiceDeployment& deployment = *view.deployment;
  if (!is_under_way(deployment) || deployment.rollback) return std::nullopt;
  AlarmRecord alarms = watch_alarms(view);
  const bool triggered = !alarms.triggered.empty();
  if (alarms != deployment.alarms) advance.actions.push_back(NoteAlarms{alarms});
  if (!triggered) return std::nullopt;
  return GivenUp{.by = GivenUpBy::alarm,
                 .why = "because of CloudWatch alarms in ALARM: " + listed(alarms.triggered) + ".",
                 .goes_back = deployment.configuration.alarms->rollback &&
                              can_go_back(view.service, deployment)};
}

void give_up(const ServiceView& view, const Census& census, const GivenUp& reason,
             Advance& advance) {
  advance.given_up = true;
  advance.events.push_back(
      events::deployment_failed(view.service, census.primary->id, reason.by, reason.why));
  if (reason.goes_back) {
    advance.actions.push_back(RollBackDeployment{reason.by, reason.why});
    advance.events.push_back(
        events::rolling_back(view.service, task_set_id(view.service.last_completed_revision)));
  } else {
    advance.actions.push_back(FailDeployment{reason.by, reason.why});
  }
}

/// The last of the ACTIVE task sets leaves only when the rollout is over.
void remove_empty_sets(const ServiceView& view, const Census& census, bool finished,
                       Advance& advance) {
  const auto old_sets = view.sets.subspan(1);
  const auto has_tasks = [&](const ServiceTaskSet& old) {
    return census.remaining.contains(old.set->id);
  };
  if (!finished && std::ranges::none_of(old_sets, has_tasks)) return;
  for (std::size_t place = 0; place < old_sets.size(); ++place) {
    if (has_tasks(old_sets[place]) || census.counts.old[place].requested > 0) continue;
    advance.actions.push_back(RemoveTaskSet{old_sets[place].set->id});
  }
}

/// What becomes of a deployment's traffic, if it has any to shift.
TrafficAdvance advance_its_traffic(const ServiceView& view, const Census& census) {
  const ServiceDeployment& deployment = *view.deployment;
  if (!deployment.traffic || !is_under_way(deployment)) {
    TrafficAdvance none;
    none.may_finish = true;
    return none;
  }
  return deployment.rollback ? advance_way_back(view) : advance_traffic(view, census);
}

}  // namespace

Advance advance(const ServiceView& view, const Census& census, const DeploymentBounds& bounds) {
  Advance advance;
  const bool well = all_well(census, bounds);
  std::optional<GivenUp> failure;
  if (!is_past_return(*view.deployment)) {
    failure = judge_tasks(view, census, well);
    if (!failure) failure = judge_alarms(view, advance);
  }
  bool may_finish = true;
  if (!failure) {
    TrafficAdvance traffic = advance_its_traffic(view, census);
    if (traffic.failure) {
      failure = GivenUp{.by = GivenUpBy::lifecycle_hook,
                        .why = std::move(*traffic.failure),
                        .goes_back = can_go_back(view.service, *view.deployment)};
    }
    std::ranges::move(traffic.actions, std::back_inserter(advance.actions));
    advance.wake_at = traffic.wake_at;
    may_finish = traffic.may_finish;
  }
  if (failure) {
    give_up(view, census, *failure, advance);
    return advance;
  }
  const bool failed = census.is_in(DeploymentRolloutState::failed);
  const bool there = well && may_finish && !failed;
  const bool done = there || is_early_success(view, census);
  // What a deployment left that was done early goes when its last task has gone.
  const bool was_done = census.is_in(DeploymentRolloutState::completed);
  remove_empty_sets(view, census, done || was_done, advance);
  advance.steady = there && view.engine_reachable;
  if (done && view.engine_reachable && census.is_in(DeploymentRolloutState::in_progress)) {
    advance.actions.push_back(CompleteDeployment{});
    advance.events.push_back(events::deployment_completed(view.service, census.primary->id));
  }
  return advance;
}

}  // namespace drydock::ecs
