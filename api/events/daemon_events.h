#pragma once

#include <string>

#include "emulator/base/time.h"
#include "emulator/base/world.h"

namespace drydock::ecs {
struct DaemonDeployment;
struct Task;
}  // namespace drydock::ecs

/// The `detail` of the events of managed daemons, as JSON.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html
namespace drydock::events::api {

/// ECS Daemon Deployment State Change: the deployment has come to this status.
std::string daemon_deployment_detail(const World& world, const ecs::DaemonDeployment& deployment,
                                     TimePoint now);

/// Whether this is the end of a daemon's task that never came to RUNNING.
bool is_impaired_start(const ecs::Task& task);

/// ECS Daemon Service Action, DAEMON_TASK_START_IMPAIRED, of such a task.
std::string daemon_start_detail(const World& world, const ecs::Task& task, TimePoint now);

}  // namespace drydock::events::api
