#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/base/world.h"

/// How callers name the things of ECS: by a short name or by an ARN, whichever they have at hand.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-account-settings.html#ecs-resource-ids
namespace drydock::ecs {

std::string cluster_arn(const World& world, std::string_view cluster);
std::string service_arn(const World& world, std::string_view cluster, std::string_view service);
std::string task_arn(const World& world, std::string_view cluster, std::string_view id);
/// `key`: the task set's, as its record has it.
std::string task_set_arn(const World& world, std::string_view key);
std::string task_definition_arn(const World& world, std::string_view family, int revision);
/// `key`: the record's, "cluster/service/id".
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-revision.html
std::string service_deployment_arn(const World& world, std::string_view key);
std::string service_revision_arn(const World& world, std::string_view key);

/// `key`: the record's, "cluster/name" of a daemon, "cluster/name/id" of what belongs to one.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-daemons.html
std::string daemon_arn(const World& world, std::string_view key);
std::string daemon_deployment_arn(const World& world, std::string_view key);
std::string daemon_revision_arn(const World& world, std::string_view key);
std::string daemon_task_definition_arn(const World& world, std::string_view family, int revision);
std::string capacity_provider_arn(const World& world, std::string_view name);

std::string gateway_arn(const World& world, std::string_view name);
/// `key`: the record's, "gateway/id".
std::string gateway_route_arn(const World& world, std::string_view key);

/// The cluster that a call is about: what it names, "default" where it names none. Here as in all
/// that follows, an ARN that is malformed, of another account, of another region or of another
/// cluster than the call's is an InvalidParameterException.
Result<std::string> cluster_name(const World& world, const std::optional<std::string>& given);

/// A service's name out of "name", ".../service/name" or ".../service/cluster/name".
Result<std::string> service_name(const World& world, std::string_view cluster,
                                 std::string_view given);

/// A container instance's id, in the same forms.
Result<std::string> container_instance_id(const World& world, std::string_view cluster,
                                          std::string_view given);

/// A task's id out of "id", ".../task/id" or ".../task/cluster/id". AWS checks the id's length
/// before it looks for the task.
Result<std::string> task_id(const World& world, std::string_view cluster, std::string_view given);

/// A task set's id out of "ecs-svc/…" or ".../task-set/cluster/service/ecs-svc/…".
Result<std::string> task_set_id(const World& world, std::string_view cluster,
                                std::string_view service, std::string_view given);

/// A task definition's family, and its revision where one is named.
struct TaskDefinitionReference {
  std::string family;
  std::optional<int> revision;

  friend bool operator==(const TaskDefinitionReference&, const TaskDefinitionReference&) = default;
};

/// Out of "family", "family:revision" or an ARN of either.
Result<TaskDefinitionReference> task_definition_reference(const World& world,
                                                          std::string_view given);
/// Out of "family" or "family:revision".
Result<TaskDefinitionReference> task_definition_reference(std::string_view given);

/// The same of a daemon's task definition.
Result<TaskDefinitionReference> daemon_task_definition_reference(const World& world,
                                                                 std::string_view given);

/// A daemon's key, "cluster/name", out of its ARN.
Result<std::string> daemon_key(const World& world, std::string_view arn);

/// A capacity provider's name, out of that or its ARN.
Result<std::string> capacity_provider_name(const World& world, std::string_view given);

/// A gateway's name, out of that or its ARN.
Result<std::string> gateway_name(const World& world, std::string_view given);
/// A gateway route's key, out of its ARN.
Result<std::string> gateway_route_key(const World& world, std::string_view arn);

/// The family in the ARN of a revision.
std::string_view family_of(std::string_view task_definition_arn);

/// Whether the text is 1 to 255 letters, digits, hyphens and underscores, as the names of clusters,
/// services and families are.
bool is_name(std::string_view text);

}  // namespace drydock::ecs
