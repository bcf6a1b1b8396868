#pragma once

#include <vector>

#include "model/ecs/service_deployment.h"

namespace drydock::ecs {
struct Service;
struct Task;
}  // namespace drydock::ecs

namespace drydock::ecs::api {

/// The service's deployments as AWS's service deployments, newest first. A deployment that was
/// rolled back and the one that took its place are one service deployment.
std::vector<model::ecs::ServiceDeployment> describe_deployments(
    const Service& service, const std::vector<const Task*>& tasks);

}  // namespace drydock::ecs::api
