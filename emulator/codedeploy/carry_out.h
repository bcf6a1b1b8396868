#pragma once

#include <string>

#include "emulator/codedeploy/advance_deployment.h"
#include "emulator/codedeploy/deployment_keeping.h"

namespace drydock::codedeploy {

/// Does what next_step() wants of a deployment that is there, in its own record and in those of ECS
/// and of the load balancers. What those refuse is its fault, with which the next step ends it.
void carry_out(const Deploying& deploying, const std::string& id, const DeploymentAction& action);

}  // namespace drydock::codedeploy
