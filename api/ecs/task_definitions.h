#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/ecs/definition/host_access.h"
#include "model/ecs/task_definition.h"

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definitions.html
namespace drydock::ecs::api {

/// RegisterTaskDefinition, which knows what containers may have of this machine.
class Registration {
 public:
  /// `access` outlives it.
  explicit Registration(const HostAccess& access) : access_(access) {}

  /// Makes the family's next revision, whatever the family's others hold. One that asks for what
  /// the operator does not allow is refused, where AWS would take it and leave that to the machine.
  Result<model::ecs::RegisterTaskDefinitionResponse> add_revision(
      aws::Context& context, const model::ecs::RegisterTaskDefinitionRequest& request) const;

 private:
  const HostAccess& access_;
};

/// A family alone is about its newest ACTIVE revision. Tags stand beside the definition.
Result<model::ecs::DescribeTaskDefinitionResponse> describe_task_definition(
    aws::Context& context, const model::ecs::DescribeTaskDefinitionRequest& request);

/// In the order of family and revision, or backwards.
Result<model::ecs::ListTaskDefinitionsResponse> list_task_definitions(
    aws::Context& context, const model::ecs::ListTaskDefinitionsRequest& request);

/// A family is ACTIVE while one of its revisions is.
Result<model::ecs::ListTaskDefinitionFamiliesResponse> list_task_definition_families(
    aws::Context& context, const model::ecs::ListTaskDefinitionFamiliesRequest& request);

/// What runs goes on running; nothing new can be started from the revision.
Result<model::ecs::DeregisterTaskDefinitionResponse> deregister_task_definition(
    aws::Context& context, const model::ecs::DeregisterTaskDefinitionRequest& request);

}  // namespace drydock::ecs::api
