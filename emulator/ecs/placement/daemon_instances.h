#pragma once

#include <set>
#include <string>

#include "emulator/base/world.h"

namespace drydock {
class Store;
}

namespace drydock::ecs {

struct Service;

/// The container instances of a DAEMON service: each is to run one of its tasks.
struct DaemonInstances {
  std::set<std::string> ids;
  /// Some of them drain, and stay only until the last task of another kind of service has left
  /// them: to be asked for again when a task stops.
  bool wait_for_others = false;
};

/// "The daemon scheduling strategy deploys exactly one task on each active container instance that
/// meets all of the task placement constraints": whatever room it has, so that where a task finds
/// none its service is told. On an instance that drains its task is the last to stop. None where
/// the service is not one of these.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service-options.html#service_scheduler_daemon
DaemonInstances daemon_instances(const Store& store, const World& world, const Service& service);

/// Notes with a DAEMON service, while it is ACTIVE, how many instances it has: its desired count.
void note_daemon_instances(Store& store, const World& world, const std::string& service_key,
                           const DaemonInstances& instances);

}  // namespace drydock::ecs
