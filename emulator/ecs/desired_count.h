#pragma once

#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ports/id_source.h"

namespace drydock {
class Store;
}

namespace drydock::ecs {

/// Has a service run so many tasks from now on, as UpdateService does that is given nothing else,
/// and tells of it with the sentence. The service must be there; what AWS would refuse is refused.
Result<Done> set_desired_count(Store& store, const World& world, std::string_view service_key,
                               int count, std::string sentence, IdSource& ids, TimePoint now);

/// How many tasks of the service are RUNNING and to go on.
int count_running(const Store& store, const World& world, std::string_view service_key);

}  // namespace drydock::ecs
