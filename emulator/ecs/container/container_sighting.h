#pragma once

#include "emulator/ecs/container/container.h"
#include "emulator/ports/engine.h"

namespace drydock::ecs {

/// What a look at the engine tells of a container that its record does not say yet. The facts are
/// to be observed in this order.
struct ContainerSighting {
  bool created = false;
  bool started = false;
  bool exited = false;
  bool gone = false;  ///< The engine does not have it any more.

  friend bool operator==(const ContainerSighting&, const ContainerSighting&) = default;
};

/// Compares the record with what the engine has, null where it has nothing, when no action is under
/// way: after the engine was lost, or at drydock's start.
ContainerSighting compare(const Container& container, const ContainerState* seen);

}  // namespace drydock::ecs
