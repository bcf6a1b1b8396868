#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "emulator/ecs/rolling_update.h"
#include "emulator/ecs/service_view.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_condition.h"
#include "model/ecs/service.h"

namespace drydock::ecs {

/// A task of the view with its diagnosis.
struct SurveyedTask {
  const ServiceTask* view = nullptr;
  const std::vector<model::ecs::LoadBalancer>* load_balancers = nullptr;  ///< Its revision's.
  Diagnosis diagnosis;
  bool is_new = false;      ///< Of the PRIMARY task set.
  SchedulerNotes notes;     ///< The record's, as this plan changes them.
  bool is_stopped = false;  ///< This plan asks it to stop.

  [[nodiscard]] const Task& record() const { return *view->task; }
};

/// Every task of a service, classified once, and counted.
struct Census {
  const TaskSet* primary = nullptr;  ///< Null for a service without task sets.
  std::vector<SurveyedTask> tasks;   ///< In the order of the view.
  TaskCounts counts;
  int stopping = 0;
  /// Tasks that are not gone, by task set.
  std::map<std::string_view, int> remaining;

  /// The tasks in this condition, new or old, in the order in which a scale-in stops them.
  [[nodiscard]] std::vector<SurveyedTask*> find(TaskCondition condition, bool is_new);
};

Census take_census(const ServiceView& view);

}  // namespace drydock::ecs
