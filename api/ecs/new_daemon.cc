#include "api/ecs/new_daemon.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/ecs/lookup.h"
#include "api/ecs/tags.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon_task_definition.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::CreateDaemonRequest;
using model::ecs::UpdateDaemonRequest;

/// drydock's own bounds, and the guide's.
constexpr std::size_t providers_max = 20;
constexpr std::size_t alarms_max = 20;
constexpr int bake_minutes_max = 1440;

bool is_provider_of(const aws::Context& context, const std::string& cluster,
                    const std::string& name) {
  const auto instances = instances_of(context.store, context.world, cluster);
  return std::ranges::any_of(instances, [&name](const ContainerInstance* instance) {
    return capacity_provider_of(*instance) == name;
  });
}

/// The names of the providers that the call means.
Result<std::set<std::string>> providers(const aws::Context& context, const std::string& cluster,
                                        const std::vector<std::string>& given) {
  if (given.empty() || given.size() > providers_max) {
    return invalid_parameter("capacityProviderArns must have between 1 and 20 elements.");
  }
  std::set<std::string> names;
  for (const std::string& text : given) {
    auto name = capacity_provider_name(context.world, text);
    if (!name) return name.error();
    if (*name == "FARGATE" || *name == "FARGATE_SPOT") {
      return aws::Error(model::ecs::error::unsupported_feature_exception,
                        "ECS Managed Daemons is only supported for Amazon ECS Managed Instances "
                        "Capacity Providers.");
    }
    if (!is_provider_of(context, cluster, *name)) {
      return invalid_parameter(
          "The specified capacity provider '" + *name +
          "' was not found. Specify a valid name or ARN and try again. In drydock a Managed "
          "Instances capacity provider is there once a container instance of the cluster has the "
          "attribute " +
          std::string(capacity_provider_attribute) + "=" + *name + ".");
    }
    names.insert(*std::move(name));
  }
  return names;
}

/// The ARN of the definition, which must be ACTIVE.
Result<std::string> active_definition(const aws::Context& context, const std::string& given) {
  const auto found = find_daemon_task_definition(context.store, context.world, given);
  if (!found) return found.error();
  if (*found == nullptr) return client_error("Daemon task definition not found.");
  if (!is_active(**found)) return client_error("Daemon task definition is not active.");
  return *(*found)->definition.daemon_task_definition_arn;
}

Result<Done> check_configuration(const model::ecs::DaemonDeploymentConfiguration& configuration) {
  const int bake = configuration.bake_time_in_minutes.value_or(0);
  if (bake < 0 || bake > bake_minutes_max) {
    return invalid_parameter("bakeTimeInMinutes must be between 0 and 1440.");
  }
  const auto& alarms = configuration.alarms;
  if (alarms && alarms->alarm_names && alarms->alarm_names->size() > alarms_max) {
    return invalid_parameter("alarmNames cannot have more than 20 elements.");
  }
  return Done{};
}

/// What both calls tell of the revision that they deploy.
template <class Request>
Result<DaemonRevision> revision_of(const aws::Context& context, const std::string& cluster,
                                   const Request& request) {
  const auto checked = check_configuration(
      request.deployment_configuration.value_or(model::ecs::DaemonDeploymentConfiguration{}));
  if (!checked) return checked.error();
  auto definition = active_definition(context, request.daemon_task_definition_arn);
  if (!definition) return definition.error();
  auto names = providers(context, cluster, request.capacity_provider_arns);
  if (!names) return names.error();
  DaemonRevision revision;
  revision.task_definition = *std::move(definition);
  revision.capacity_providers = *std::move(names);
  revision.propagates_tags = request.propagate_tags == model::ecs::DaemonPropagateTags::daemon;
  revision.enable_ecs_managed_tags = request.enable_ecs_managed_tags.value_or(false);
  revision.enable_execute_command = request.enable_execute_command.value_or(false);
  revision.critical = request.critical.value_or(true);
  return revision;
}

}  // namespace

Result<Daemon> new_daemon(const aws::Context& context, const std::string& cluster,
                          const CreateDaemonRequest& request) {
  if (!is_name(request.daemon_name)) {
    return invalid_parameter("Daemon name contains invalid characters.");
  }
  if (const auto tags = check_tags(request.tags); !tags) return tags.error();
  Daemon daemon;
  daemon.name = request.daemon_name;
  daemon.cluster = cluster;
  if (context.store.find<Daemon>(context.world, daemon.key()) != nullptr) {
    return invalid_parameter("Creation of daemon was not idempotent.");
  }
  daemon.tags = request.tags.value_or(std::vector<model::ecs::Tag>{});
  daemon.created_at = context.now;
  return daemon;
}

Result<DaemonRevision> new_revision(const aws::Context& context, const std::string& cluster,
                                    const CreateDaemonRequest& request) {
  return revision_of(context, cluster, request);
}

Result<DaemonRevision> new_revision(const aws::Context& context, const std::string& cluster,
                                    const UpdateDaemonRequest& request) {
  return revision_of(context, cluster, request);
}

}  // namespace drydock::ecs::api
