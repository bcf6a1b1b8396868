#pragma once

#include "emulator/base/result.h"
#include "emulator/ecs/daemon/daemon_task_definition.h"
#include "model/ecs/daemon_task_definition.h"

namespace drydock::ecs {

/// The definition that is asked for, without what registration gives it: a number, an ARN, a status
/// and who has made it. Its tasks are in bridge mode, though AWS's `daemon_bridge` is another
/// network; they publish nothing. `shared` namespaces are the host's. Refused is what AWS refuses
/// of any task definition, and volumes of a log driver, of which drydock has none.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-daemons-task-definitions.html
Result<DaemonTaskDefinition> new_daemon_task_definition(
    const model::ecs::RegisterDaemonTaskDefinitionRequest& request);

}  // namespace drydock::ecs
