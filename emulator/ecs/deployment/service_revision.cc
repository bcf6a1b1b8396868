#include "emulator/ecs/deployment/service_revision.h"

#include "emulator/ecs/service.h"

namespace drydock::ecs {

ServiceRevision revision_of(const Service& service) {
  ServiceRevision revision;
  revision.service = service.key();
  revision.task_definition = service.task_definition;
  revision.launch_type = service.launch_type;
  revision.capacity_provider_strategy = service.capacity_provider_strategy;
  revision.platform_version = service.platform_version;
  revision.network_configuration = service.network_configuration;
  revision.load_balancers = service.load_balancers;
  revision.gateway_connectors = service.gateway_connectors;
  revision.service_registries = service.service_registries;
  return revision;
}

void take_up(Service& service, const ServiceRevision& revision) {
  service.task_definition = revision.task_definition;
  service.launch_type = revision.launch_type;
  service.capacity_provider_strategy = revision.capacity_provider_strategy;
  service.platform_version = revision.platform_version;
  service.network_configuration = revision.network_configuration;
  service.load_balancers = own_load_balancers(revision);
  service.gateway_connectors = revision.gateway_connectors;
  service.service_registries = revision.service_registries;
}

std::vector<model::ecs::LoadBalancer> own_load_balancers(const ServiceRevision& revision) {
  std::vector<model::ecs::LoadBalancer> own = revision.load_balancers;
  own.resize(own.size() - revision.routes.size());
  return own;
}

std::vector<model::ecs::LoadBalancer> resolved_load_balancers(const ServiceRevision& revision) {
  std::vector<model::ecs::LoadBalancer> resolved = revision.load_balancers;
  for (std::size_t at = 0; at < revision.target_groups.size() && at < resolved.size(); ++at) {
    resolved[at].target_group_arn = revision.target_groups[at];
  }
  return resolved;
}

}  // namespace drydock::ecs
