#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/ecs/deployment/set_slots.h"
#include "emulator/ecs/scheduler/service_census.h"
#include "emulator/ecs/service.h"

/// How many tasks each task set of a service is to have, and which of them stop. The arithmetic is
/// rolling_update.h's; here it meets the tasks.
namespace drydock::ecs {

/// A task that is to stop.
struct ChosenTask {
  SurveyedTask* task = nullptr;
  bool for_its_ailment = false;  ///< Else because it is one too many.
};

/// Has the census count this task, which is live and not asked to stop, as one that this plan
/// stops.
void leave(Census& census, SurveyedTask& task);

/// What is too much: first what old sets have beyond their slots, then what they yield to the
/// PRIMARY one, then what that has too much of, then unhealthy tasks that have been replaced or
/// cannot be. Healthy tasks stop as long as enough are left. The census then has those tasks as
/// leaving, and each set's slots as they are from now on. Nothing is started for a `frozen` PRIMARY
/// set, so nothing makes room for it.
std::vector<ChosenTask> scale_down(const DeploymentBounds& bounds, Census& census, bool frozen);

/// The same where the sets do not trade: each has the slots that are given.
std::vector<ChosenTask> scale_down(const DeploymentBounds& bounds, Census& census,
                                   const SetSlots& slots);

/// The same where each set is governed for itself: what is beyond its slots stops, however few
/// healthy tasks the others have. Tasks on instances that drain stop as they are replaced.
std::vector<ChosenTask> scale_down(Census& census, const SetSlots& slots);

/// Tasks that start.
struct SetStart {
  std::optional<std::size_t> old_set;  ///< As SurveyedTask has it.
  int count = 0;
  int replacing = 0;  ///< So many of them replace unhealthy ones.
};

struct ScaleUp {
  std::vector<SetStart> starts;
  /// When a set's back-off ends that has held starts back.
  std::optional<TimePoint> held_until;
};

/// What is missing and may start now: old sets first, since what ran well goes on running, then the
/// PRIMARY one, then old sets whose last starts failed. What waits for the end of its set's
/// back-off keeps its room.
ScaleUp scale_up(const DeploymentBounds& bounds, const Census& census, bool frozen, TimePoint now);

}  // namespace drydock::ecs
