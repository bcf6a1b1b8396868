#pragma once

#include <set>

#include "emulator/base/world.h"
#include "emulator/store/store.h"
#include "model/ecs/cluster.h"

namespace drydock::ecs {
struct Cluster;
}  // namespace drydock::ecs

namespace drydock::ecs::api {

/// The parts of a cluster that DescribeClusters tells only when it is asked for them.
using ClusterFields = std::set<model::ecs::ClusterField>;

/// The cluster as AWS shows it. Its tasks and services are counted in the store, now.
model::ecs::Cluster describe(const Cluster& cluster, const Store& store, const World& world,
                             const ClusterFields& include);

}  // namespace drydock::ecs::api
