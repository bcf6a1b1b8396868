#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/codedeploy/advance_deployment.h"
#include "emulator/codedeploy/deployment.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

/// The records of deployments: how they are added, and what they tell together with those of ECS.
namespace drydock::codedeploy {

struct DeploymentGroup;

/// Where, and when.
struct Deploying {
  Store& store;
  const World& world;
  IdSource& ids;
  TimePoint now;
};

/// The group with this id, or null.
const DeploymentGroup* find_group_by_id(const Store& store, const World& world,
                                        std::string_view id);

/// "d-" and nine letters or digits.
std::string new_deployment_id(IdSource& ids);

/// The lifecycle events that a deployment with these listeners has, none of which has begun.
std::vector<EventRun> fresh_events(const Deployment& deployment);

/// Keeps a new deployment, which its group has attempted last, and forgets the oldest of those that
/// have ended beyond what is kept.
void add_deployment(const Deploying& deploying, Deployment deployment);

/// The group's deployment that has not ended, or null: there is one at most.
const Deployment* active_deployment(const Store& store, const World& world,
                                    std::string_view group_id);

/// What the deployment's next step depends on.
DeploymentView view_of(const Store& store, const World& world, const Deployment& deployment,
                       TimePoint now);

/// The deployment's two task sets as AWS shows them: as they are, or as they were at its end.
std::vector<model::codedeploy::ECSTaskSet> task_sets_info(const Store& store, const World& world,
                                                          const Deployment& deployment);

}  // namespace drydock::codedeploy
