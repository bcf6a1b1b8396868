#include "emulator/ecs/deployment/advance.h"

#include <algorithm>

#include "emulator/ecs/circuit_breaker.h"
#include "emulator/ecs/service_events.h"

namespace drydock::ecs {
namespace {

using model::ecs::DeploymentRolloutState;

/// Every desired task is healthy, and no other is left.
bool all_well(const Census& census, const DeploymentBounds& bounds) {
  return census.counts.primary.healthy == bounds.desired && census.counts.live == bounds.desired &&
         census.stopping == 0;
}

void give_up(const ServiceView& view, const Census& census, BreakerVerdict verdict,
             Advance& advance) {
  advance.given_up = true;
  advance.events.push_back(events::deployment_failed(view.service, census.primary->id));
  if (verdict == BreakerVerdict::fail) {
    advance.actions.push_back(FailDeployment{});
  } else {
    advance.actions.push_back(RollBackDeployment{});
    advance.events.push_back(
        events::rolling_back(view.service, task_set_id(view.service.last_completed_revision)));
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

}  // namespace

Advance advance(const ServiceView& view, const Census& census, const DeploymentBounds& bounds) {
  Advance advance;
  const bool well = all_well(census, bounds);
  const int failures = census.failures.front().tasks;
  const BreakerVerdict verdict = judge(view.service, *view.deployment, failures);
  if (verdict != BreakerVerdict::carry_on && !well) {
    give_up(view, census, verdict, advance);
    return advance;
  }
  const bool failed = census.is_in(DeploymentRolloutState::failed);
  remove_empty_sets(view, census, well && !failed, advance);
  advance.steady = well && view.engine_reachable && !failed;
  if (advance.steady && census.is_in(DeploymentRolloutState::in_progress)) {
    advance.actions.push_back(CompleteDeployment{});
    advance.events.push_back(events::deployment_completed(view.service, census.primary->id));
  }
  return advance;
}

}  // namespace drydock::ecs
