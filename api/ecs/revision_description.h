#pragma once

#include "emulator/ecs/capacity_providers.h"
#include "emulator/ecs/deployment/service_revision.h"

namespace drydock::ecs::api {

/// What a revision runs, and on what: the members that a deployment and a service revision of AWS's
/// have alike.
template <class Shown>
void show_revision(Shown& shown, const ServiceRevision& revision) {
  shown.task_definition = revision.task_definition;
  shown.launch_type = revision.launch_type;
  if (!revision.capacity_provider_strategy.empty()) {
    shown.capacity_provider_strategy = revision.capacity_provider_strategy;
  }
  if (is_fargate(revision.launch_type, revision.capacity_provider_strategy)) {
    shown.platform_version = platform_version(revision);
    shown.platform_family = "Linux";
  }
  shown.network_configuration = revision.network_configuration;
}

}  // namespace drydock::ecs::api
