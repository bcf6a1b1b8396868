#pragma once

#include <string>

#include "emulator/base/world.h"
#include "emulator/codedeploy/deployment.h"
#include "emulator/store/store.h"
#include "model/codedeploy/deployment.h"
#include "model/codedeploy/deployment_target.h"

namespace drydock::codedeploy::api {

/// The deployment as GetDeployment shows it.
model::codedeploy::DeploymentInfo describe(const Deployment& deployment);

/// The one target of a deployment, its ECS service: "cluster:service".
std::string target_id(const Deployment& deployment);
/// How it stands with the target.
model::codedeploy::TargetStatus target_status(const Deployment& deployment);
/// The target as GetDeploymentTarget shows it.
model::codedeploy::DeploymentTarget describe_target(const Store& store, const World& world,
                                                    const Deployment& deployment);

}  // namespace drydock::codedeploy::api
