#pragma once

#include <optional>
#include <vector>

#include "emulator/ecs/scheduler/service_view.h"

namespace drydock::ecs {

/// How many tasks each task set is to have where sets do not trade slots with one another.
struct SetSlots {
  int primary = 0;
  std::vector<int> old;  ///< In the order of the view's old sets.

  friend bool operator==(const SetSlots&, const SetSlots&) = default;
};

/// The computedDesiredCount of a set that is scaled to so many percent of `desired` tasks, "always
/// rounded up". A scale counts to a millionth of a percent, so that 30 % of 10 are no 4.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html
int computed_desired_count(int desired, double scale);

/// The slots of a deployment that shifts traffic: green has none before SCALE_UP and then all that
/// are desired; blue keeps all that are desired until CLEAN_UP; what an overtaken deployment left
/// has none. Where the sets are governed from outside all are old ones, and each has what its scale
/// says, one that drains none. Nothing where the sets trade, as in a rolling update and on every
/// way back.
std::optional<SetSlots> fixed_slots(const ServiceView& view);

}  // namespace drydock::ecs
