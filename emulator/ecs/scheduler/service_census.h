#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/scheduler/rolling_update.h"
#include "emulator/ecs/scheduler/service_view.h"
#include "emulator/ecs/scheduler/task_condition.h"
#include "emulator/ecs/task.h"
#include "model/ecs/service.h"

namespace drydock::ecs {

/// A task of the view with its diagnosis.
struct SurveyedTask {
  const ServiceTask* view = nullptr;
  const std::vector<model::ecs::LoadBalancer>* load_balancers = nullptr;  ///< Its revision's.
  Diagnosis diagnosis;
  /// Its place among the old task sets; nothing for a task of the PRIMARY one. A task that
  /// leaves its instance has the last place, whatever set it is of: it fills no slot, so it is
  /// replaced within the same percents.
  std::optional<std::size_t> old_set;
  SchedulerNotes notes;       ///< The record's, as this plan changes them.
  bool is_protected = false;  ///< No scale-in and no rollout stops it while it is well.
  bool is_stopped = false;    ///< This plan asks it to stop.
  bool makes_way = false;     ///< It does so for one in another zone.

  [[nodiscard]] const Task& record() const { return *view->task; }
  [[nodiscard]] bool is_new() const { return !old_set; }
};

/// Every task of a service, classified once, and counted.
struct Census {
  /// Null for a service without task sets, and where those are governed from outside: then all of
  /// them are old ones.
  const TaskSet* primary = nullptr;
  Rollout rollout;                  ///< Of the PRIMARY task set.
  std::vector<SurveyedTask> tasks;  ///< In the order of the view.
  /// Its old sets are those of the view, and a last one without slots for tasks of no set
  /// and for those that leave their instances.
  TaskCounts counts;
  int stopping = 0;
  /// How each set's tasks have failed, as this plan notes it: the PRIMARY one's first, then those
  /// of `counts.old`.
  std::vector<StartFailures> failures;
  /// Task sets that keep more tasks than they are to have, since those are protected.
  std::set<std::string_view> held_by_protection;
  /// Tasks that are not gone, by task set.
  std::map<std::string_view, int> remaining;

  /// Whether the PRIMARY task set's rollout is in this state.
  [[nodiscard]] bool is_in(model::ecs::DeploymentRolloutState state) const {
    return primary != nullptr && rollout.state == state;
  }
  [[nodiscard]] SetCounts& counts_of(const SurveyedTask& task) {
    return task.old_set ? counts.old[*task.old_set] : counts.primary;
  }
  [[nodiscard]] StartFailures& failures_of(const SurveyedTask& task) {
    return failures[task.old_set ? *task.old_set + 1 : 0];
  }
};

Census take_census(const ServiceView& view);

/// The view's set at this place among the census's old ones, but for the last, which is none.
const TaskSet& old_set(const ServiceView& view, const Census& census, std::size_t place);

/// The most failed rounds in a row that any of the sets has.
int most_rounds(const Census& census);

}  // namespace drydock::ecs
