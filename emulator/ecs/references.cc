#include "emulator/ecs/references.h"

#include <algorithm>

#include "emulator/base/arn.h"
#include "emulator/base/number.h"
#include "emulator/ecs/errors.h"

namespace drydock::ecs {
namespace {

bool is_arn(std::string_view text) { return text.starts_with("arn:"); }

std::string_view after_last(std::string_view text, char separator) {
  return text.substr(text.rfind(separator) + 1);
}

/// What follows "<kind>/" in an ARN of this world. That AWS tells of another region as it tells of
/// another account is inferred.
Result<std::string> resource_of(const World& world, std::string_view text, std::string_view kind) {
  const std::string prefix = std::string(kind) + "/";
  const auto arn = Arn::parse(text);
  if (!arn || arn->service != "ecs" || !arn->resource.starts_with(prefix)) {
    return invalid_parameter("The ARN provided is invalid.");
  }
  if (arn->account != world.account) {
    return invalid_parameter("Identifier is for " + arn->account + ". Your accountId is " +
                             world.account);
  }
  if (arn->region != world.region) {
    return invalid_parameter("Identifier is for " + arn->region + ". Your region is " +
                             world.region);
  }
  if (!is_of(*arn, world)) return invalid_parameter("The ARN provided is invalid.");
  return arn->resource.substr(prefix.size());
}

/// The name at the end of "<cluster>/<name>" or, in ARNs of before 2018, of "<name>" alone.
/// https://github.com/docker-archive/compose-cli/issues/2086 has AWS's words.
Result<std::string> name_in(std::string_view cluster, std::string_view resource) {
  const auto slash = resource.find('/');
  if (slash != std::string_view::npos && resource.substr(0, slash) != cluster) {
    return invalid_parameter("Invalid identifier: Identifier is for cluster " +
                             std::string(resource.substr(0, slash)) + ". Your cluster is " +
                             std::string(cluster));
  }
  return std::string(after_last(resource, '/'));
}

/// The name of what an ARN of this kind tells, which must be of this world and cluster.
Result<std::string> name_of(const World& world, std::string_view cluster, std::string_view text,
                            std::string_view kind) {
  const auto resource = resource_of(world, text, kind);
  if (!resource) return resource.error();
  return name_in(cluster, *resource);
}

}  // namespace

std::string service_deployment_arn(const World& world, std::string_view key) {
  return make_arn("ecs", world, "service-deployment/" + std::string(key));
}

std::string service_revision_arn(const World& world, std::string_view key) {
  return make_arn("ecs", world, "service-revision/" + std::string(key));
}

std::string cluster_arn(const World& world, std::string_view cluster) {
  return make_arn("ecs", world, "cluster/" + std::string(cluster));
}

std::string service_arn(const World& world, std::string_view cluster, std::string_view service) {
  return make_arn("ecs", world, "service/" + std::string(cluster) + "/" + std::string(service));
}

std::string task_arn(const World& world, std::string_view cluster, std::string_view id) {
  return make_arn("ecs", world, "task/" + std::string(cluster) + "/" + std::string(id));
}

std::string task_set_arn(const World& world, std::string_view key) {
  return make_arn("ecs", world, "task-set/" + std::string(key));
}

std::string task_definition_arn(const World& world, std::string_view family, int revision) {
  return make_arn("ecs", world,
                  "task-definition/" + std::string(family) + ":" + std::to_string(revision));
}

std::string daemon_arn(const World& world, std::string_view key) {
  return make_arn("ecs", world, "daemon/" + std::string(key));
}

std::string daemon_deployment_arn(const World& world, std::string_view key) {
  return make_arn("ecs", world, "daemon-deployment/" + std::string(key));
}

std::string daemon_revision_arn(const World& world, std::string_view key) {
  return make_arn("ecs", world, "daemon-revision/" + std::string(key));
}

std::string daemon_task_definition_arn(const World& world, std::string_view family, int revision) {
  return make_arn("ecs", world,
                  "daemon-task-definition/" + std::string(family) + ":" + std::to_string(revision));
}

std::string capacity_provider_arn(const World& world, std::string_view name) {
  return make_arn("ecs", world, "capacity-provider/" + std::string(name));
}

std::string gateway_arn(const World& world, std::string_view name) {
  return make_arn("ecs", world, "gateway/" + std::string(name));
}

std::string gateway_route_arn(const World& world, std::string_view key) {
  return make_arn("ecs", world, "gateway-route/" + std::string(key));
}

Result<std::string> cluster_name(const World& world, const std::optional<std::string>& given) {
  if (!given || given->empty()) return std::string("default");
  if (!is_arn(*given)) return *given;
  return resource_of(world, *given, "cluster");
}

Result<std::string> service_name(const World& world, std::string_view cluster,
                                 std::string_view given) {
  if (!is_arn(given)) return std::string(given);
  return name_of(world, cluster, given, "service");
}

Result<std::string> container_instance_id(const World& world, std::string_view cluster,
                                          std::string_view given) {
  if (!is_arn(given)) return std::string(given);
  return name_of(world, cluster, given, "container-instance");
}

Result<std::string> task_id(const World& world, std::string_view cluster, std::string_view given) {
  auto id = is_arn(given) ? name_of(world, cluster, given, "task")
                          : Result<std::string>(std::string(after_last(given, '/')));
  if (!id) return id;
  if (id->size() != 32 && id->size() != 36) {
    return invalid_parameter("taskId length should be one of [32,36]");
  }
  return id;
}

Result<std::string> task_set_id(const World& world, std::string_view cluster,
                                std::string_view service, std::string_view given) {
  constexpr std::string_view id = "ecs-svc/";
  if (given.starts_with(id)) return std::string(given);
  // https://github.com/boto/boto3/issues/3895 has AWS's words, for an ARN of another kind.
  const auto invalid = [] { return invalid_parameter("Task Set Identifier is invalid"); };
  const auto arn = Arn::parse(given);
  if (!arn || arn->service != "ecs" || !arn->resource.starts_with("task-set/")) return invalid();
  const auto key = resource_of(world, given, "task-set");
  if (!key) return key.error();
  const std::string prefix = std::string(cluster) + "/" + std::string(service) + "/";
  if (!key->starts_with(prefix + std::string(id))) return invalid();
  return key->substr(prefix.size());
}

Result<TaskDefinitionReference> task_definition_reference(const World& world,
                                                          std::string_view given) {
  if (!is_arn(given)) return task_definition_reference(given);
  const auto resource = resource_of(world, given, "task-definition");
  if (!resource) return resource.error();
  return task_definition_reference(*resource);
}

Result<TaskDefinitionReference> daemon_task_definition_reference(const World& world,
                                                                 std::string_view given) {
  if (!is_arn(given)) return task_definition_reference(given);
  const auto resource = resource_of(world, given, "daemon-task-definition");
  if (!resource) return resource.error();
  return task_definition_reference(*resource);
}

Result<std::string> daemon_key(const World& world, std::string_view arn) {
  return resource_of(world, arn, "daemon");
}

Result<std::string> gateway_name(const World& world, std::string_view given) {
  if (!is_arn(given)) return std::string(given);
  return resource_of(world, given, "gateway");
}

Result<std::string> gateway_route_key(const World& world, std::string_view arn) {
  return resource_of(world, arn, "gateway-route");
}

Result<std::string> capacity_provider_name(const World& world, std::string_view given) {
  if (!is_arn(given)) return std::string(given);
  return resource_of(world, given, "capacity-provider");
}

Result<TaskDefinitionReference> task_definition_reference(std::string_view given) {
  const auto colon = given.find(':');
  TaskDefinitionReference reference{std::string(given.substr(0, colon)), std::nullopt};
  if (colon == std::string_view::npos) return reference;
  const std::string_view number = given.substr(colon + 1);
  reference.revision = parse_number(number);
  if (reference.revision.value_or(0) < 1) {
    return invalid_parameter("Invalid revision number. Number: " + std::string(number));
  }
  return reference;
}

std::string_view family_of(std::string_view task_definition_arn) {
  const std::string_view revision = after_last(task_definition_arn, '/');
  return revision.substr(0, revision.find(':'));
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 255 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

}  // namespace drydock::ecs
