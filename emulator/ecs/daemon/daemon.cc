#include "emulator/ecs/daemon/daemon.h"

#include "emulator/base/joined.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/task.h"

namespace drydock::ecs {
namespace {

constexpr std::string_view group_prefix = "daemon:";
constexpr std::string_view deployment_prefix = "ecs-daemon/";

}  // namespace

std::string capacity_provider_of(const ContainerInstance& instance) {
  const auto found = instance.attributes.find(std::string(capacity_provider_attribute));
  return found == instance.attributes.end() ? std::string() : found->second;
}

std::string daemon_group(std::string_view daemon) { return joined({group_prefix, daemon}); }

std::string daemon_deployment_id(std::string_view revision_id) {
  return joined({deployment_prefix, revision_id});
}

bool is_of_daemon(const Task& task) {
  return task.service.empty() && task.deployment_id.starts_with(deployment_prefix);
}

std::string_view daemon_revision_of(const Task& task) {
  return std::string_view(task.deployment_id).substr(deployment_prefix.size());
}

std::string_view daemon_of(const Task& task) {
  return std::string_view(task.group).substr(group_prefix.size());
}

}  // namespace drydock::ecs
