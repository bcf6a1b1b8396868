#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/ecs/definition/host_access.h"
#include "model/ecs/daemon_task_definition.h"

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-daemons-task-definitions.html
namespace drydock::ecs::api {

/// RegisterDaemonTaskDefinition, which knows what containers may have of this machine.
class DaemonRegistration {
 public:
  /// `access` outlives it.
  explicit DaemonRegistration(const HostAccess& access) : access_(access) {}

  /// Makes the family's next revision, under the rules of other task definitions.
  Result<model::ecs::RegisterDaemonTaskDefinitionResponse> add_revision(
      aws::Context& context, const model::ecs::RegisterDaemonTaskDefinitionRequest& request) const;

 private:
  const HostAccess& access_;
};

/// A family alone is about its newest ACTIVE revision.
Result<model::ecs::DescribeDaemonTaskDefinitionResponse> describe_daemon_task_definition(
    aws::Context& context, const model::ecs::DescribeDaemonTaskDefinitionRequest& request);

/// In the order of family and revision, or backwards.
Result<model::ecs::ListDaemonTaskDefinitionsResponse> list_daemon_task_definitions(
    aws::Context& context, const model::ecs::ListDaemonTaskDefinitionsRequest& request);

/// Daemons that run the revision go on; while there is one it is DELETE_IN_PROGRESS.
Result<model::ecs::DeleteDaemonTaskDefinitionResponse> delete_daemon_task_definition(
    aws::Context& context, const model::ecs::DeleteDaemonTaskDefinitionRequest& request);

}  // namespace drydock::ecs::api
