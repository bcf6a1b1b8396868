#pragma once

#include <string>
#include <vector>

#include "emulator/ports/engine.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

struct Task;

/// Whose volumes they are.
struct VolumeOwner {
  const Task& task;
  const std::string& instance;  ///< The value of `instance_label`.
};

/// A container's mount points, and those of the containers that it takes its volumes from. A volume
/// with a host path is bound from there, a Docker volume goes by its own name (with the task's id
/// where its scope is the task), and one with neither is the task's own. Volumes carry the labels
/// of drydock: those that are the task's its task label too. Volumes of file systems that only AWS
/// has are left out.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html
std::vector<Mount> container_mounts(const VolumeOwner& owner,
                                    const model::ecs::TaskDefinition& definition,
                                    const model::ecs::ContainerDefinition& container);

}  // namespace drydock::ecs
