#pragma once

#include <string_view>

#include "api/aws/context.h"
#include "api/ecs/express_description.h"
#include "emulator/base/result.h"
#include "emulator/ecs/definition/host_access.h"
#include "model/ecs/express_gateway_service.h"

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-overview.html
namespace drydock::ecs::api {

/// The calls of ECS Express Mode, which know what containers may have of this machine, and where
/// drydock answers.
class ExpressGatewayServices {
 public:
  /// `access` outlives it. `authority`: where drydock answers, "localhost:4566".
  ExpressGatewayServices(const HostAccess& access, std::string_view authority)
      : access_(access), port_(authority) {}

  /// Makes the service and all that it needs in one go, or nothing: the cluster `default` where
  /// that is meant and missing, a task definition, what stands before the service, its scaling.
  Result<model::ecs::CreateExpressGatewayServiceResponse> create(
      aws::Context& context, const model::ecs::CreateExpressGatewayServiceRequest& request) const;

  /// Changes what is given. A change of the tasks, their network or their health check starts a
  /// deployment; one of the scaling alone does not.
  Result<model::ecs::UpdateExpressGatewayServiceResponse> update(
      aws::Context& context, const model::ecs::UpdateExpressGatewayServiceRequest& request) const;

  /// Of a service that has ended it tells that it is INACTIVE, and no configuration.
  Result<model::ecs::DescribeExpressGatewayServiceResponse> describe(
      aws::Context& context, const model::ecs::DescribeExpressGatewayServiceRequest& request) const;

  /// The service drains; when its last task has stopped, what was made around it goes with it.
  Result<model::ecs::DeleteExpressGatewayServiceResponse> remove(
      aws::Context& context, const model::ecs::DeleteExpressGatewayServiceRequest& request) const;

 private:
  const HostAccess& access_;
  OwnPort port_;
};

}  // namespace drydock::ecs::api
