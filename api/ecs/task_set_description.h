#pragma once

#include "emulator/base/world.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/store/store.h"
#include "model/ecs/common.h"

namespace drydock::ecs {
struct Service;
struct TaskSet;
}  // namespace drydock::ecs

namespace drydock::ecs::api {

/// A task set that is governed from outside, as a shape. `counts` are its tasks'.
model::ecs::TaskSet describe(const Store& store, const World& world, const Service& service,
                             const TaskSet& set, const RevisionCounts& counts, bool with_tags);

}  // namespace drydock::ecs::api
