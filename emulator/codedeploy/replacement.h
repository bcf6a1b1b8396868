#pragma once

#include "emulator/base/result.h"
#include "emulator/base/world.h"
#include "emulator/codedeploy/app_spec.h"
#include "emulator/codedeploy/deployment.h"
#include "emulator/codedeploy/traffic.h"
#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/store/store.h"

namespace drydock::ecs {
struct Service;
struct TaskSet;
}  // namespace drydock::ecs

namespace drydock::codedeploy {

/// What a replacement task set is made beside. The pointers hold until the store changes.
struct Ground {
  const ecs::Service* service = nullptr;
  const ecs::TaskSet* original = nullptr;
  GroupPair groups;
};

/// The deployment's service with its PRIMARY task set, whose target group must be one of the pair
/// and get the listeners' requests. A fault says what is missing, in AWS's words where they are
/// known.
Result<Ground, Fault> find_ground(const Store& store, const World& world,
                                  const Deployment& deployment);

/// The task set that the AppSpec describes, with all of the service's tasks, in the other target
/// group. What the AppSpec leaves out is as the original has it.
ecs::NewTaskSet replacement_for(const Store& store, const World& world,
                                const Deployment& deployment, const Ground& ground,
                                const AppSpec& spec);

}  // namespace drydock::codedeploy
