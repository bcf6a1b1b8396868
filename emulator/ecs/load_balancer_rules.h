#pragma once

#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/world.h"
#include "emulator/store/store.h"
#include "model/ecs/common.h"
#include "model/ecs/service.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

/// Whether tasks of the definition can be registered with each of the load balancers as the store
/// has them: with its target group, the alternate one as well, whose rules must be there to be
/// moved. In AWS's words where they are known.
Result<Done> check_load_balancers(const Store& store, const World& world,
                                  const std::vector<model::ecs::LoadBalancer>& load_balancers,
                                  const model::ecs::TaskDefinition& definition);

/// Of a task set that is governed from outside: several target groups are for ECS's own
/// deployments, and so is trading them.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html
Result<Done> check_single(const std::vector<model::ecs::LoadBalancer>& load_balancers);

}  // namespace drydock::ecs
