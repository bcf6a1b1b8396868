#pragma once

#include "emulator/ecr/image.h"
#include "emulator/ecr/repository.h"
#include "emulator/ecs/client_token.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target_group.h"
#include "emulator/iam/session.h"

namespace drydock {

template <class... Record>
struct RecordList {};

/// Calls `visit.template operator()<Record>()` for every kind of record, in the list's order.
template <class... Record, class Visit>
void for_each_kind(RecordList<Record...> /*kinds*/, Visit&& visit) {
  (visit.template operator()<Record>(), ...);
}

/// Every kind of record that a world holds. A new one is added here and nowhere else: from this
/// list the store makes its tables, its dump and its reader.
using Records =
    RecordList<ecs::Cluster, ecs::TaskDefinitionFamily, ecs::TaskDefinition, ecs::Service,
               ecs::Task, ecs::ClientTokenUse, ecr::Repository, ecr::Image, ecr::Layer,
               elb::LoadBalancer, elb::Listener, elb::Rule, elb::TargetGroup, iam::Session>;

}  // namespace drydock
