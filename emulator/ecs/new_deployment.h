#pragma once

#include <string>
#include <string_view>

#include "emulator/base/time.h"
#include "emulator/ports/id_source.h"
#include "model/ecs/service.h"

namespace drydock::ecs {

struct Service;

/// "ecs-svc/" and 19 digits.
std::string make_deployment_id(IdSource& ids);

/// Whether UpdateService starts a deployment: it was told to (forceNewDeployment), or it changed
/// something that tasks are made of: the task definition, the platform version, the network, the
/// load balancers or the service registries. A change of the desired count, the percents, the
/// placement, the grace period, the capacity providers or the tags does not.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
bool needs_new_deployment(const Service& before, const Service& after, bool force);

/// Starts a deployment of what the service now says: of a new service its first. What was PRIMARY
/// becomes ACTIVE, with its rollout state as it is, and both are in `deployments` at once, so that
/// nobody sees a service between the two. The new deployment knows no failures and no back-off.
void start_deployment(Service& service, std::string id, TimePoint now);

/// Ends the rollout of one of the service's deployments as completed or failed. One that has
/// completed is what a later one may be rolled back to.
void end_rollout(Service& service, std::string_view deployment_id,
                 model::ecs::DeploymentRolloutState state, std::string reason, TimePoint now);

/// The rollback of a failed PRIMARY: `last_completed`, which must be there, becomes PRIMARY again
/// under its own id, so that those of its tasks that still run stay; the failed deployment becomes
/// ACTIVE. The service says again what that deployment ran.
void roll_back(Service& service, TimePoint now);

/// What StopServiceDeployment does: the PRIMARY's rollout, which goes on, has failed and is rolled
/// back. `last_completed` must be there.
void stop_rollout(Service& service, TimePoint now);

}  // namespace drydock::ecs
