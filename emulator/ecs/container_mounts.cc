#include "emulator/ecs/container_mounts.h"

#include <algorithm>
#include <optional>
#include <string>

#include "emulator/ecs/task_definition.h"

namespace drydock::ecs {
namespace {

using model::ecs::ContainerDefinition;
using model::ecs::MountPoint;
using model::ecs::Volume;
using model::ecs::VolumeFrom;

const Volume* find_volume(const model::ecs::TaskDefinition& definition, const std::string& name) {
  if (!definition.volumes) return nullptr;
  const auto found = std::ranges::find(*definition.volumes, name, &Volume::name);
  return found == definition.volumes->end() ? nullptr : &*found;
}

/// What the engine mounts for a volume; nothing for a file system that is AWS's alone.
std::optional<std::string> source_of(const Task& task, const Volume& volume) {
  if (volume.efs_volume_configuration || volume.s3files_volume_configuration ||
      volume.fsx_windows_file_server_volume_configuration) {
    return std::nullopt;
  }
  if (volume.host && volume.host->source_path && !volume.host->source_path->empty()) {
    return volume.host->source_path;
  }
  const std::string name = volume.name.value_or("");
  const auto& docker = volume.docker_volume_configuration;
  if (docker && docker->scope == model::ecs::Scope::shared) return name;
  return "ecs-" + task.id + "-" + name;
}

void add_mount_points(std::vector<Mount>& mounts, const Task& task,
                      const model::ecs::TaskDefinition& definition,
                      const ContainerDefinition& container, bool read_only) {
  if (!container.mount_points) return;
  for (const MountPoint& point : *container.mount_points) {
    const Volume* volume = find_volume(definition, point.source_volume.value_or(""));
    const auto source = volume == nullptr ? std::nullopt : source_of(task, *volume);
    if (!source || !point.container_path) continue;
    mounts.push_back({.source = *source,
                      .target = *point.container_path,
                      .read_only = read_only || point.read_only.value_or(false)});
  }
}

}  // namespace

std::vector<Mount> container_mounts(const Task& task, const model::ecs::TaskDefinition& definition,
                                    const ContainerDefinition& container) {
  std::vector<Mount> mounts;
  add_mount_points(mounts, task, definition, container, false);
  if (!container.volumes_from) return mounts;
  for (const VolumeFrom& from : *container.volumes_from) {
    const auto* other = find_container_definition(definition, from.source_container.value_or(""));
    if (other == nullptr) continue;
    add_mount_points(mounts, task, definition, *other, from.read_only.value_or(false));
  }
  return mounts;
}

}  // namespace drydock::ecs
