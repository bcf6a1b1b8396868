#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/codedeploy/deployment.h"
#include "emulator/ports/function_invoker.h"
#include "model/codedeploy/deployment.h"

namespace drydock::codedeploy::api {

/// The deployment that a call wants, with the hooks of its AppSpec, checked but for what only its
/// group's other deployments tell. Nothing is kept.
Result<Deployment> new_deployment(aws::Context& context,
                                  const model::codedeploy::CreateDeploymentInput& request,
                                  const FunctionInvoker& functions);

}  // namespace drydock::codedeploy::api
