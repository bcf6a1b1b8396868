#include "emulator/ecs/container/container_mounts.h"

#include <algorithm>
#include <optional>
#include <string>

#include "emulator/ecs/container/labels.h"
#include "emulator/ecs/task.h"
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

/// A volume of the engine's: the task's own, which goes with it, or one that tasks share.
Mount engine_volume(const VolumeOwner& owner, const Volume& volume) {
  Mount mount{.kind = Mount::Kind::volume};
  const std::string name = volume.name.value_or("");
  const auto& docker = volume.docker_volume_configuration;
  const bool shared = docker && docker->scope == model::ecs::Scope::shared;
  mount.source = shared ? name : "ecs-" + owner.task.id + "-" + name;
  if (docker && docker->labels) mount.labels = *docker->labels;
  if (docker && docker->driver) mount.driver = *docker->driver;
  if (docker && docker->driver_opts) mount.driver_options = *docker->driver_opts;
  mount.labels.insert_or_assign(std::string(instance_label), owner.instance);
  mount.labels.erase(std::string(task_label));
  if (!shared) mount.labels.insert_or_assign(std::string(task_label), owner.task.id);
  return mount;
}

/// What the engine mounts for a volume; nothing for a file system that is AWS's alone.
std::optional<Mount> mount_of(const VolumeOwner& owner, const Volume& volume) {
  if (volume.efs_volume_configuration || volume.s3files_volume_configuration ||
      volume.fsx_windows_file_server_volume_configuration) {
    return std::nullopt;
  }
  if (volume.host && volume.host->source_path && !volume.host->source_path->empty()) {
    return Mount{.kind = Mount::Kind::bind, .source = *volume.host->source_path};
  }
  return engine_volume(owner, volume);
}

void add_mount_points(std::vector<Mount>& mounts, const VolumeOwner& owner,
                      const model::ecs::TaskDefinition& definition,
                      const ContainerDefinition& container, bool read_only) {
  if (!container.mount_points) return;
  for (const MountPoint& point : *container.mount_points) {
    const Volume* volume = find_volume(definition, point.source_volume.value_or(""));
    auto mount = volume == nullptr ? std::nullopt : mount_of(owner, *volume);
    if (!mount || !point.container_path) continue;
    mount->target = *point.container_path;
    mount->read_only = read_only || point.read_only.value_or(false);
    mounts.push_back(std::move(*mount));
  }
}

}  // namespace

std::vector<Mount> container_mounts(const VolumeOwner& owner,
                                    const model::ecs::TaskDefinition& definition,
                                    const ContainerDefinition& container) {
  std::vector<Mount> mounts;
  add_mount_points(mounts, owner, definition, container, false);
  if (!container.volumes_from) return mounts;
  for (const VolumeFrom& from : *container.volumes_from) {
    const auto* other = find_container_definition(definition, from.source_container.value_or(""));
    if (other == nullptr) continue;
    add_mount_points(mounts, owner, definition, *other, from.read_only.value_or(false));
  }
  return mounts;
}

}  // namespace drydock::ecs
