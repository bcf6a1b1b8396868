#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/ports/function_invoker.h"
#include "model/ecs/service.h"

namespace drydock::ecs {
struct Cluster;
struct Service;
}  // namespace drydock::ecs

/// What CreateService and UpdateService make of a request: a record, checked, and nothing stored.
/// `functions`: those that lifecycle hooks may name.
namespace drydock::ecs::api {

/// What a service of that name, if there is one, says to being made again: nothing, or why not.
Result<Done> check_name_is_free(const Service* existing);
aws::Error not_idempotent();
/// The role by which ECS registers targets where no other is given.
std::string service_linked_role(const World& world);

/// The service, with AWS's defaults and without a deployment.
Result<Service> new_service(const aws::Context& context, const Cluster& cluster,
                            const model::ecs::CreateServiceRequest& request,
                            const FunctionInvoker& functions);

/// The service with what the request gives; all else as it was, deployments included.
Result<Service> updated_service(const aws::Context& context, const Service& before,
                                const model::ecs::UpdateServiceRequest& request,
                                const FunctionInvoker& functions);

}  // namespace drydock::ecs::api
