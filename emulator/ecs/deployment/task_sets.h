#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/world.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/store/store.h"

namespace drydock::ecs {

struct Service;
struct ServiceRevision;
struct TaskSet;

/// The service's task sets: the PRIMARY one first, then the newest first.
std::vector<const TaskSet*> task_sets_of(const Store& store, const World& world,
                                         const Service& service);
/// The one that the service is to run, or null (a service being deleted has one too).
const TaskSet* primary_task_set(const Store& store, const World& world, const Service& service);
/// What the task set runs. A task set never outlives its revision.
const ServiceRevision& revision_of(const Store& store, const World& world, const TaskSet& set);

/// The deployment that the service is under or that was its last; null where it has none.
const ServiceDeployment* current_deployment(const Store& store, const World& world,
                                            const Service& service);
/// The deployment that last made the task set PRIMARY.
const ServiceDeployment& deployment_of(const Store& store, const World& world, const TaskSet& set);

/// The service's tasks as they are now, by task set; every one of its task sets is there.
using TaskSetCounts = std::map<std::string, RevisionCounts, std::less<>>;
TaskSetCounts count_tasks(const Store& store, const World& world, const Service& service);

}  // namespace drydock::ecs
