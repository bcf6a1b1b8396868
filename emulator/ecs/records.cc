#include "emulator/ecs/records.h"

#include "emulator/ecs/client_token.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/daemon/daemon_deployment.h"
#include "emulator/ecs/daemon/daemon_task_definition.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/express/express_gateway.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/gateway/gateway_route.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/store/described_record.h"

namespace drydock::ecs {

RecordKinds record_kinds() {
  return {described_record<Service>(),
          described_record<TaskSet>(),
          described_record<ServiceRevision>(),
          described_record<ServiceDeployment>(),
          described_record<Daemon>(),
          described_record<DaemonRevision>(),
          described_record<DaemonDeployment>(),
          described_record<DaemonTaskDefinition>(),
          described_record<Task>(),
          described_record<Cluster>(),
          described_record<TaskDefinitionFamily>(),
          described_record<TaskDefinition>(),
          described_record<ContainerInstance>(),
          described_record<ClientTokenUse>(),
          described_record<ExpressGateway>(),
          described_record<Gateway>(),
          described_record<GatewayAssociation>(),
          described_record<GatewayRoute>()};
}

}  // namespace drydock::ecs
