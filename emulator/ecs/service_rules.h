#pragma once

#include "emulator/base/result.h"
#include "model/ecs/common.h"
#include "model/ecs/service.h"
#include "model/ecs/task_definition.h"

namespace drydock::elb {
struct TargetGroup;
}

namespace drydock::ecs {

struct Service;

/// What AWS demands of a service, made or changed, beyond how its tasks are launched: counts,
/// percents, placement, grace period. In AWS's words, an InvalidParameterException.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
Result<Done> check(const Service& service);

/// Whether the service's tasks can be rebalanced over the availability zones: it runs replicas, has
/// room above its desired count, and its placement is free to spread over the zones first.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
Result<Done> check_rebalancing(const Service& service);

/// Whether the service can send its tasks to the target group: it is there, a load balancer uses
/// it, its target type suits the network mode, and the definition has the container and its port.
/// `group` is null where the ARN names none.
Result<Done> check(const model::ecs::LoadBalancer& load_balancer,
                   const model::ecs::TaskDefinition& definition, const elb::TargetGroup* group,
                   bool group_has_load_balancer);

/// The configuration that a service goes by: what is given, else what it had, else AWS's defaults.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
model::ecs::DeploymentConfiguration complete(const model::ecs::DeploymentConfiguration& given,
                                             const model::ecs::DeploymentConfiguration& had,
                                             model::ecs::SchedulingStrategy strategy);

}  // namespace drydock::ecs
