#pragma once

#include "emulator/base/result.h"
#include "model/ecs/common.h"
#include "model/ecs/service.h"

/// What CreateService and UpdateService take of a service whose deployment controller is EXTERNAL
/// or CODE_DEPLOY: nothing that its task sets say, and nothing that only ECS's own deployments
/// have. AWS's words where a source is named, else words after them.
namespace drydock::ecs {

/// Whether a service of this controller may be made so; one of ECS's own may.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
Result<Done> check_controlled(model::ecs::DeploymentControllerType controller,
                              const model::ecs::CreateServiceRequest& request);

/// Whether a service of this controller may be changed so; one of ECS's own may.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
Result<Done> check_controlled(model::ecs::DeploymentControllerType controller,
                              const model::ecs::UpdateServiceRequest& request);

/// What is left of a deployment configuration: "You can't specify a custom maximumPercent value"
/// where tasks do not run on Fargate, and the circuit breaker is for ECS's own deployments only.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
void drop_what_controllers_ignore(bool is_fargate,
                                  model::ecs::DeploymentConfiguration& configuration);

}  // namespace drydock::ecs
