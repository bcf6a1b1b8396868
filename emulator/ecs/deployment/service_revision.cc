#include "emulator/ecs/deployment/service_revision.h"

namespace drydock::ecs {

std::vector<model::ecs::LoadBalancer> resolved_load_balancers(const ServiceRevision& revision) {
  std::vector<model::ecs::LoadBalancer> resolved = revision.load_balancers;
  for (std::size_t at = 0; at < revision.target_groups.size() && at < resolved.size(); ++at) {
    resolved[at].target_group_arn = revision.target_groups[at];
  }
  return resolved;
}

}  // namespace drydock::ecs
