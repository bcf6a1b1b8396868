#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/ports/function_invoker.h"
#include "model/codedeploy/deployment.h"

namespace drydock::codedeploy::api {

/// CreateDeployment needs to know which functions there are.
class NewDeployments {
 public:
  /// `functions` outlives it.
  explicit NewDeployments(const FunctionInvoker& functions) : functions_(functions) {}

  /// Of a revision that has its AppSpec in itself: there is no S3 and no GitHub here. A hook whose
  /// function nobody knows is refused. A group has one deployment at a time. What else is wrong
  /// with the AppSpec fails the deployment, as on AWS, and not the call.
  Result<model::codedeploy::CreateDeploymentOutput> create_deployment(
      aws::Context& context, const model::codedeploy::CreateDeploymentInput& request) const;

 private:
  const FunctionInvoker& functions_;
};

Result<model::codedeploy::GetDeploymentOutput> get_deployment(
    aws::Context& context, const model::codedeploy::GetDeploymentInput& request);
/// 25 at most; those that are not there are left out.
Result<model::codedeploy::BatchGetDeploymentsOutput> batch_get_deployments(
    aws::Context& context, const model::codedeploy::BatchGetDeploymentsInput& request);
/// The newest first: of a group, in some states, made in a time.
Result<model::codedeploy::ListDeploymentsOutput> list_deployments(
    aws::Context& context, const model::codedeploy::ListDeploymentsInput& request);
/// Its next step ends it, and it is rolled back where the call or its own rules say so.
Result<model::codedeploy::StopDeploymentOutput> stop_deployment(
    aws::Context& context, const model::codedeploy::StopDeploymentInput& request);
/// Before production traffic moves, or before the original task set goes.
Result<Done> continue_deployment(aws::Context& context,
                                 const model::codedeploy::ContinueDeploymentInput& request);
/// What the function of a hook that runs has found.
Result<model::codedeploy::PutLifecycleEventHookExecutionStatusOutput>
put_lifecycle_event_hook_execution_status(
    aws::Context& context,
    const model::codedeploy::PutLifecycleEventHookExecutionStatusInput& request);

}  // namespace drydock::codedeploy::api
