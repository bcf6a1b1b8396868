#pragma once

#include <string>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ports/id_source.h"

namespace drydock {
class Store;
}

namespace drydock::ecs {

/// Whether the cluster may have one instance more, if need be in place of one that has been
/// deregistered, which is forgotten.
bool make_room_for_instance(Store& store, const World& world, const std::string& cluster);

/// Drains the instance, and makes another like it: AWS launches a machine, and here an instance is
/// no more than what is said of it. Where the cluster is full, none is made, nor for one that has a
/// successor already. `key` is that of an instance that is there.
void replace_instance(Store& store, const World& world, const std::string& key, IdSource& ids,
                      TimePoint now);

/// Makes an instance without tasks INACTIVE, as AWS's are once they are terminated.
void end_instance(Store& store, const World& world, const std::string& key);

}  // namespace drydock::ecs
