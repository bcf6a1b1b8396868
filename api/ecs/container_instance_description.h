#pragma once

#include <set>

#include "emulator/base/world.h"
#include "emulator/store/store.h"
#include "model/ecs/container_instance.h"

namespace drydock::ecs {
struct ContainerInstance;
}

namespace drydock::ecs::api {

/// The parts of an instance that DescribeContainerInstances tells only when it is asked for them.
using ContainerInstanceFields = std::set<model::ecs::ContainerInstanceField>;

/// The instance as AWS shows it. What its tasks leave of it is counted in the store, now. Nothing
/// checks its health, and so the answer is INSUFFICIENT_DATA.
model::ecs::ContainerInstance describe(const ContainerInstance& instance, const Store& store,
                                       const World& world, const ContainerInstanceFields& include);

}  // namespace drydock::ecs::api
