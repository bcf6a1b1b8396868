#pragma once

#include <string>
#include <string_view>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

/// How a deployment of a service begins, goes on and ends, in the records of the service, its
/// revisions, its task sets and its deployments, which change together here and nowhere else.
namespace drydock::ecs {

enum class GivenUpBy;
struct AlarmRecord;
struct EnterStage;
struct HookOutcome;
struct Service;
struct StartFailures;

/// Whether UpdateService starts a deployment: it was told to (forceNewDeployment), or it changed
/// something that tasks are made of: the task definition, the platform version, the network, the
/// load balancers or the service registries. A change of the desired count, the percents, the
/// placement, the grace period, the capacity providers or the tags does not.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
bool needs_new_deployment(const Service& before, const Service& after, bool force);

/// Keeps the service, and starts a deployment of what it now says: of a new service its first. What
/// was PRIMARY becomes ACTIVE with its rollout state as it is, and a deployment that was under way
/// is STOPPED by this one. The new task set knows no failures and no back-off.
const Service& start_deployment(Store& store, const World& world, Service service, IdSource& ids,
                                TimePoint now);

/// Tells every deployment under way that shifts traffic where that comes from, if it does not say
/// so itself: an earlier drydock did not keep it.
void find_blue(Store& store);

/// Keeps how the tasks of one of the service's task sets have failed; those of the target revision
/// are its deployment's failures too.
void note_failures(Store& store, const World& world, const std::string& task_set_key,
                   const StartFailures& failures, TimePoint now);

/// Keeps what has become of the alarms that the deployment under way goes by.
void note_alarms(Store& store, const World& world, std::string_view service_key,
                 const AlarmRecord& alarms, TimePoint now);

/// The deployment under way has brought the service where it was to. A later one may be rolled back
/// to that revision.
void complete_deployment(Store& store, const World& world, std::string_view service_key,
                         TimePoint now);

/// The deployment under way is given up, and its task set stays PRIMARY: nothing is started for it
/// any more. `why`: "because …", for its statusReason.
void fail_deployment(Store& store, const World& world, std::string_view service_key, GivenUpBy by,
                     const std::string& why, TimePoint now);

/// The deployment under way goes back to the service's last completed revision, which must be
/// there. That revision's task set becomes PRIMARY again under its own id, so that those of its
/// tasks that still run stay, and the service says again what it ran. Traffic that had been shifted
/// goes back at once, and the hooks of its shifts begin once more.
void roll_back_deployment(Store& store, const World& world, std::string_view service_key,
                          GivenUpBy by, const std::string& why, IdSource& ids, TimePoint now);

/// The deployment under way, which shifts traffic, comes to another stage: its hooks of that stage
/// begin, and its traffic is shifted.
void enter_stage(Store& store, const World& world, std::string_view service_key,
                 const EnterStage& entered, IdSource& ids, TimePoint now);

/// Keeps how a run has ended, or when it is asked again; does nothing where the deployment has no
/// such run any more, or the run has ended before.
void resolve_hook(Store& store, const World& world, std::string_view deployment_key,
                  const std::string& hook_id, const HookOutcome& outcome, TimePoint now);

/// A hook of the deployment under way has taken too long.
void expire_hook(Store& store, const World& world, std::string_view service_key,
                 const std::string& hook_id, TimePoint now);

/// The service is deleted: it is DRAINING, and is to run nothing.
const Service& drain_service(Store& store, const World& world, std::string_view service_key);

/// The last task of a service that was deleted has stopped: it is INACTIVE, without task sets, and
/// a deployment that was under way is STOPPED.
void end_service(Store& store, const World& world, std::string_view service_key, TimePoint now);

/// Takes away what is kept of the deployments of a service whose name is to be another's.
void forget_deployments(Store& store, const World& world, std::string_view service_key);

}  // namespace drydock::ecs
