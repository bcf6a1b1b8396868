#pragma once

#include "emulator/base/world.h"
#include "emulator/store/store.h"
#include "model/ecs/service.h"

namespace drydock::ecs {
struct Service;
struct TaskSet;
}  // namespace drydock::ecs

namespace drydock::ecs::api {

/// The service as AWS shows it. Its tasks are counted now, so that no count is kept anywhere. Tags
/// are shown only where asked for.
model::ecs::Service describe(const Store& store, const World& world, const Service& service,
                             bool with_tags);

}  // namespace drydock::ecs::api
