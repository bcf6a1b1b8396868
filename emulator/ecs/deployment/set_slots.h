#pragma once

#include <optional>
#include <vector>

#include "emulator/ecs/service_view.h"

namespace drydock::ecs {

/// How many tasks each task set is to have where sets do not trade slots with one another.
struct SetSlots {
  int primary = 0;
  std::vector<int> old;  ///< In the order of the view's old sets.

  friend bool operator==(const SetSlots&, const SetSlots&) = default;
};

/// The slots of a deployment that shifts traffic: green has none before SCALE_UP and then all that
/// are desired; blue keeps all that are desired until CLEAN_UP; what an overtaken deployment left
/// has none. Nothing where the sets trade, as in a rolling update and on every way back.
std::optional<SetSlots> fixed_slots(const ServiceView& view);

}  // namespace drydock::ecs
