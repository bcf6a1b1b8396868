#pragma once

#include "emulator/base/world.h"
#include "emulator/store/store.h"

namespace drydock::ecs {

struct Service;

/// How many of the service's tasks are healthy as clients see them: RUNNING, with the health checks
/// of their containers passed and all of their targets healthy. Neither a grace period nor the time
/// for which a task has run has a part in it.
int count_healthy_tasks(const Store& store, const World& world, const Service& service);

}  // namespace drydock::ecs
