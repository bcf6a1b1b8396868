#pragma once

#include <string>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecs/container_instance.h"
#include "model/ecs/container_instance.h"

namespace drydock::ecs {

/// A machine that is to be a cluster's: AWS's agent tells of it in production, anybody does here.
struct InstanceRegistration {
  const World& world;
  const std::string& cluster;
  const model::ecs::RegisterContainerInstanceRequest& request;
};

/// The instance that the request tells of, without the ids that ECS gives it. What it leaves out it
/// has from the engine that runs its tasks: the capabilities where it names none, the resources
/// where it names none, the first zone where neither an attribute nor the instance identity
/// document tells one. An attribute goes before the document, whose signature is not verified.
///
/// Refused are resources other than CPU and MEMORY, which must both be there, PORTS and PORTS_UDP;
/// Neuron devices; and what is beyond drydock's bounds of 200 attributes and 64 devices.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterContainerInstance.html
Result<ContainerInstance> registered_instance(const InstanceRegistration& registration);

}  // namespace drydock::ecs
