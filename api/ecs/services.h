#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/ports/function_invoker.h"
#include "model/ecs/service.h"

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
namespace drydock::ecs::api {

/// CreateService and UpdateService, which know what functions there are for lifecycle hooks.
class ServiceChanges {
 public:
  /// `functions` outlives it.
  explicit ServiceChanges(const FunctionInvoker& functions) : functions_(functions) {}

  /// Starts the service's first deployment. A second call with the same client token is answered
  /// with what the first one made.
  Result<model::ecs::CreateServiceResponse> create(
      aws::Context& context, const model::ecs::CreateServiceRequest& request) const;

  /// Changes what is given. A change of what tasks are made of starts a deployment, which the
  /// answer already shows as PRIMARY.
  Result<model::ecs::UpdateServiceResponse> update(
      aws::Context& context, const model::ecs::UpdateServiceRequest& request) const;

 private:
  const FunctionInvoker& functions_;
};

/// What is not there is a failure in the answer, never an error.
Result<model::ecs::DescribeServicesResponse> describe_services(
    aws::Context& context, const model::ecs::DescribeServicesRequest& request);

/// ACTIVE services, 10 a page unless the caller says otherwise.
Result<model::ecs::ListServicesResponse> list_services(
    aws::Context& context, const model::ecs::ListServicesRequest& request);

/// The service drains: its controller stops its tasks and then makes it INACTIVE. Without `force`
/// it must be scaled to 0 before.
Result<model::ecs::DeleteServiceResponse> delete_service(
    aws::Context& context, const model::ecs::DeleteServiceRequest& request);

}  // namespace drydock::ecs::api
