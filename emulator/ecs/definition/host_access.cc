#include "emulator/ecs/definition/host_access.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace drydock::ecs {
namespace {

using model::ecs::ContainerDefinition;
using model::ecs::Volume;
using Refusal = std::optional<std::string>;

std::string needs_privileged(const std::string& who, std::string_view what) {
  return who + " asks for " + std::string(what) +
         ", which reaches beyond the container to this machine. drydock allows it only when it is "
         "started with --allow-privileged.";
}

/// Whether `path` is the folder, or in it.
bool is_in_folder(std::string_view path, std::string_view folder) {
  if (folder == "/" || path == folder) return true;
  return path.starts_with(folder) && path.substr(folder.size()).starts_with('/');
}

/// A path is allowed where the folders that may be mounted hold it. The engine's socket is the
/// machine itself, so what is it, or holds it, needs more than that.
Refusal refuse_path(const std::string& who, const std::string& path, const HostAccess& access) {
  const std::optional<std::string> real =
      access.files == nullptr ? path : access.files->real_path(path);
  if (!real) {
    return who + " names the host path " + path +
           ", of which cannot be told where it leads: a symbolic link may be broken.";
  }
  if (std::ranges::none_of(
          access.mounts, [&](const std::string& folder) { return is_in_folder(*real, folder); })) {
    const std::string leads = *real == path ? "" : " (it leads to " + *real + ")";
    return who + " names the host path " + path + leads +
           ", which drydock gives to no container. Start drydock with --allow-mount " + *real +
           " to permit it.";
  }
  const bool holds_socket =
      !access.engine_socket.empty() && is_in_folder(access.engine_socket, *real);
  if (holds_socket && !access.privileged) return needs_privileged(who, "the engine's socket");
  return std::nullopt;
}

/// A volume plug-in may do anything, and so may the local driver's options: they mount devices and
/// folders of the host.
Refusal refuse_volume(const Volume& volume, const HostAccess& access) {
  const std::string who = "The volume '" + volume.name.value_or("") + "'";
  if (volume.host && volume.host->source_path && !volume.host->source_path->empty()) {
    return refuse_path(who, *volume.host->source_path, access);
  }
  const auto& docker = volume.docker_volume_configuration;
  if (!docker || access.privileged) return std::nullopt;
  if (docker->driver.value_or("local") != "local") {
    return needs_privileged(who, "the volume driver '" + *docker->driver + "'");
  }
  if (docker->driver_opts && !docker->driver_opts->empty()) {
    return needs_privileged(who, "'driverOpts'");
  }
  return std::nullopt;
}

/// Those that a container of Docker's has anyway may be asked for.
/// https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities
bool has_anyway(std::string_view capability) {
  constexpr std::array<std::string_view, 14> usual = {
      "AUDIT_WRITE", "CHOWN",   "DAC_OVERRIDE", "FOWNER",           "FSETID",
      "KILL",        "MKNOD",   "NET_RAW",      "NET_BIND_SERVICE", "SETFCAP",
      "SETGID",      "SETPCAP", "SETUID",       "SYS_CHROOT"};
  return std::ranges::find(usual, capability) != usual.end();
}

Refusal refuse_linux_parameters(const std::string& who, const ContainerDefinition& container) {
  if (!container.linux_parameters) return std::nullopt;
  const auto& linux_parameters = *container.linux_parameters;
  const auto& capabilities = linux_parameters.capabilities;
  if (capabilities && capabilities->add) {
    const auto beyond = std::ranges::find_if_not(*capabilities->add, has_anyway);
    if (beyond != capabilities->add->end()) {
      return needs_privileged(who, "the capability '" + *beyond + "'");
    }
  }
  if (linux_parameters.devices && !linux_parameters.devices->empty()) {
    const std::string& path = linux_parameters.devices->front().host_path;
    return needs_privileged(who, "the device '" + path + "'");
  }
  return std::nullopt;
}

/// To gain no privileges is asked of the container itself; every other option loosens something.
/// https://docs.docker.com/reference/cli/docker/container/run/#security-opt
Refusal refuse_security_options(const std::string& who, const ContainerDefinition& container) {
  if (!container.docker_security_options) return std::nullopt;
  for (const std::string& option : *container.docker_security_options) {
    if (option == "no-new-privileges" || option == "no-new-privileges:true") continue;
    return needs_privileged(who, "the security option '" + option + "'");
  }
  return std::nullopt;
}

Refusal refuse_container(const ContainerDefinition& container) {
  const std::string who = "The container '" + container.name.value_or("") + "'";
  if (container.privileged.value_or(false)) return needs_privileged(who, "'privileged'");
  if (auto refused = refuse_linux_parameters(who, container)) return refused;
  return refuse_security_options(who, container);
}

Refusal refuse_namespaces(const model::ecs::TaskDefinition& definition) {
  const std::string who = "The task definition";
  if (definition.network_mode == model::ecs::NetworkMode::host) {
    return needs_privileged(who, "networkMode 'host'");
  }
  if (definition.pid_mode == model::ecs::PidMode::host) {
    return needs_privileged(who, "pidMode 'host'");
  }
  if (definition.ipc_mode == model::ecs::IpcMode::host) {
    return needs_privileged(who, "ipcMode 'host'");
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> host_refusal(const model::ecs::TaskDefinition& definition,
                                        const HostAccess& access) {
  if (access.simulated) return std::nullopt;
  if (definition.volumes) {
    for (const Volume& volume : *definition.volumes) {
      if (auto refused = refuse_volume(volume, access)) return refused;
    }
  }
  if (access.privileged) return std::nullopt;
  if (auto refused = refuse_namespaces(definition)) return refused;
  if (!definition.container_definitions) return std::nullopt;
  for (const ContainerDefinition& container : *definition.container_definitions) {
    if (auto refused = refuse_container(container)) return refused;
  }
  return std::nullopt;
}

std::optional<std::string> settle_binds(std::vector<Mount>& mounts, const HostAccess& access) {
  if (access.simulated) return std::nullopt;
  for (Mount& mount : mounts) {
    if (mount.kind != Mount::Kind::bind) continue;
    if (access.files != nullptr) {
      mount.source = access.files->real_path(mount.source).value_or(mount.source);
    }
    // The real path once more: a container may have moved links meanwhile.
    if (auto refused = refuse_path("The mount at " + mount.target, mount.source, access)) {
      return refused;
    }
    if (access.files != nullptr) access.files->make_folder(mount.source);
  }
  return std::nullopt;
}

}  // namespace drydock::ecs
