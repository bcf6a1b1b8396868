#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/world.h"
#include "emulator/store/store.h"

/// Version consistency: the tasks of a service revision, and of a daemon's, run the same images,
/// though a tag should have moved meanwhile. The first task that finds an image says which one it
/// is, for itself and for all that come after, those of a rollback among them; a new deployment
/// looks anew. Containers with `versionConsistency` "disabled" follow their tags, as the tasks of
/// no service do.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html#deployment-container-image-stability
namespace drydock::ecs {

struct ServiceRevision;
struct Task;

/// "If three or more attempts at establishing the container image digests fail, the deployment
/// continues without image digest resolution. If the deployment circuit breaker is enabled, the
/// deployment is additionally failed and rolled back."
inline constexpr int resolution_attempts_max = 3;
bool gave_up_resolving(const ServiceRevision& revision);

/// The digest that the container of this task is to run; nothing while none has been found, and
/// where it follows its tag.
std::optional<std::string> resolved_digest(const Store& store, const World& world, const Task& task,
                                           std::string_view container);

/// The task has found this digest for its container: keeps it with the task's revision, unless
/// another task was first. The digest that the container is to run.
std::string settle_digest(Store& store, const World& world, const Task& task,
                          std::string_view container, const std::string& digest);

/// The task could not find its container's image: an attempt, where none has succeeded before.
void note_failed_resolution(Store& store, const World& world, const Task& task,
                            std::string_view container);

}  // namespace drydock::ecs
