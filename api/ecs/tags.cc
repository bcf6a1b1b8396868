#include "api/ecs/tags.h"

#include <algorithm>
#include <functional>
#include <string>

#include "api/ecs/lookup.h"
#include "emulator/base/arn.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/daemon/daemon_task_definition.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/tags/tag_rules.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {
namespace {

using Tags = std::vector<model::ecs::Tag>;

/// The key of the tagged record, by the kind of resource that the ARN names.
struct Tagged {
  enum class Kind {
    cluster,
    container_instance,
    daemon,
    daemon_task_definition,
    gateway,
    service,
    task,
    task_definition,
    task_set
  };
  Kind kind;
  std::string key;
};

/// Most of these words are drydock's: AWS's are known for duplicates only. What is too long or of
/// other characters the model's own check has refused already, in the frame of that.
aws::Error error_of(const TagViolation& violation) {
  switch (violation.fault) {
    case TagFault::too_many:
      return invalid_parameter("The number of tags exceeds the limit of 50.");
    case TagFault::no_key:
      return invalid_parameter("Tag keys must not be empty.");
    case TagFault::reserved_key:
      return invalid_parameter("Tag keys must not begin with the reserved prefix 'aws:'.");
    case TagFault::reserved_value:
      return invalid_parameter("Tag values must not begin with the reserved prefix 'aws:'.");
    case TagFault::duplicate_key:
      return invalid_parameter(
          "Duplicate tag keys found. Please note that Tag keys are case sensitive.");
    case TagFault::long_key:
      return invalid_parameter("Tag keys must not be longer than 128 characters.");
    case TagFault::long_value:
      return invalid_parameter("Tag values must not be longer than 256 characters.");
    case TagFault::key_characters:
    case TagFault::value_characters:
      break;
  }
  return invalid_parameter(
      "Tag keys and values must be of letters, numbers, spaces and + - = . _ : / @ only.");
}

aws::Error not_found() {
  return {model::ecs::error::resource_not_found_exception, "The specified resource was not found."};
}

template <class Record>
Result<Tagged> tagged(const aws::Context& context, Tagged::Kind kind, std::string key,
                      const aws::Error& missing) {
  if (context.store.find<Record>(context.world, key) == nullptr) return missing;
  return Tagged{kind, std::move(key)};
}

/// Services had ARNs without their cluster once. AWS does not tag by those:
/// https://github.com/boto/boto3/issues/2473
bool is_short_service_arn(const Arn& arn) {
  constexpr std::string_view kind = "service/";
  return arn.resource.starts_with(kind) && arn.resource.find('/', kind.size()) == std::string::npos;
}

Result<Tagged> find_tagged(const aws::Context& context, const std::string& text) {
  const auto arn = Arn::parse(text);
  if (!arn || arn->service != "ecs" || !is_of(*arn, context.world)) {
    return invalid_parameter("The ARN provided is invalid.");
  }
  if (is_short_service_arn(*arn)) {
    return invalid_parameter("Long arn format must be used for tagging operations");
  }
  const auto slash = arn->resource.find('/');
  const std::string kind = arn->resource.substr(0, slash);
  const std::string rest = slash == std::string::npos ? "" : arn->resource.substr(slash + 1);
  if (kind == "cluster") {
    return tagged<Cluster>(context, Tagged::Kind::cluster, rest,
                           {model::ecs::error::cluster_not_found_exception, "Cluster not found."});
  }
  if (kind == "service") {
    return tagged<Service>(context, Tagged::Kind::service, rest, not_found());
  }
  if (kind == "container-instance") {
    return tagged<ContainerInstance>(context, Tagged::Kind::container_instance, rest, not_found());
  }
  if (kind == "task-set") {
    const auto* set = context.store.find<TaskSet>(context.world, rest);
    if (set == nullptr || !set->external) return not_found();
    return Tagged{Tagged::Kind::task_set, rest};
  }
  if (kind == "daemon") {
    return tagged<Daemon>(context, Tagged::Kind::daemon, rest, not_found());
  }
  if (kind == "gateway") {
    return tagged<Gateway>(context, Tagged::Kind::gateway, rest, not_found());
  }
  if (kind == "task") return tagged<Task>(context, Tagged::Kind::task, rest, not_found());
  if (kind == "task-definition" || kind == "daemon-task-definition") {
    const auto reference = task_definition_reference(rest);
    if (!reference) return reference.error();
    std::string key = task_definition_key(reference->family, reference->revision.value_or(0));
    if (kind == "task-definition") {
      return tagged<TaskDefinition>(context, Tagged::Kind::task_definition, std::move(key),
                                    not_found());
    }
    return tagged<DaemonTaskDefinition>(context, Tagged::Kind::daemon_task_definition,
                                        std::move(key), not_found());
  }
  return invalid_parameter("The ARN provided is invalid.");
}

template <class Record>
void change(aws::Context& context, const std::string& key,
            const std::function<void(Tags&)>& mutate) {
  context.store.change<Record>(context.world, key,
                               [&mutate](Record& record) { mutate(record.tags); });
}

void change_tags(aws::Context& context, const Tagged& resource,
                 const std::function<void(Tags&)>& mutate) {
  switch (resource.kind) {
    case Tagged::Kind::cluster:
      return change<Cluster>(context, resource.key, mutate);
    case Tagged::Kind::container_instance:
      return change<ContainerInstance>(context, resource.key, mutate);
    case Tagged::Kind::daemon:
      return change<Daemon>(context, resource.key, mutate);
    case Tagged::Kind::daemon_task_definition:
      return change<DaemonTaskDefinition>(context, resource.key, mutate);
    case Tagged::Kind::gateway:
      return change<Gateway>(context, resource.key, mutate);
    case Tagged::Kind::service:
      return change<Service>(context, resource.key, mutate);
    case Tagged::Kind::task:
      return change<Task>(context, resource.key, mutate);
    case Tagged::Kind::task_definition:
      return change<TaskDefinition>(context, resource.key, mutate);
    case Tagged::Kind::task_set:
      context.store.change<TaskSet>(context.world, resource.key,
                                    [&mutate](TaskSet& set) { mutate(set.external->tags); });
      return;
  }
}

template <class Record>
const Tags& tags_of(const aws::Context& context, const std::string& key) {
  return context.store.find<Record>(context.world, key)->tags;
}

const Tags& tags_of(const aws::Context& context, const Tagged& resource) {
  switch (resource.kind) {
    case Tagged::Kind::cluster:
      return tags_of<Cluster>(context, resource.key);
    case Tagged::Kind::container_instance:
      return tags_of<ContainerInstance>(context, resource.key);
    case Tagged::Kind::daemon:
      return tags_of<Daemon>(context, resource.key);
    case Tagged::Kind::daemon_task_definition:
      return tags_of<DaemonTaskDefinition>(context, resource.key);
    case Tagged::Kind::gateway:
      return tags_of<Gateway>(context, resource.key);
    case Tagged::Kind::service:
      return tags_of<Service>(context, resource.key);
    case Tagged::Kind::task:
      return tags_of<Task>(context, resource.key);
    case Tagged::Kind::task_definition:
      return tags_of<TaskDefinition>(context, resource.key);
    case Tagged::Kind::task_set:
      break;
  }
  return context.store.find<TaskSet>(context.world, resource.key)->external->tags;
}

}  // namespace

Result<Done> check_tags(const std::optional<Tags>& tags) {
  if (!tags) return Done{};
  const auto violation = find_tag_violation(tag_texts(*tags));
  if (violation) return error_of(*violation);
  return Done{};
}

Result<model::ecs::TagResourceResponse> tag_resource(
    aws::Context& context, const model::ecs::TagResourceRequest& request) {
  const auto resource = find_tagged(context, request.resource_arn);
  if (!resource) return resource.error();
  if (const auto checked = check_tags(request.tags); !checked) return checked.error();
  const Tags merged = merged_tags(tags_of(context, *resource), request.tags);
  if (has_too_many_tags(tag_texts(merged))) return error_of({TagFault::too_many, ""});
  change_tags(context, *resource, [&merged](Tags& tags) { tags = merged; });
  return model::ecs::TagResourceResponse{};
}

Result<model::ecs::UntagResourceResponse> untag_resource(
    aws::Context& context, const model::ecs::UntagResourceRequest& request) {
  const auto resource = find_tagged(context, request.resource_arn);
  if (!resource) return resource.error();
  if (const auto violation = find_key_violation(request.tag_keys)) return error_of(*violation);
  change_tags(context, *resource, [&request](Tags& tags) { erase_tags(tags, request.tag_keys); });
  return model::ecs::UntagResourceResponse{};
}

Result<model::ecs::ListTagsForResourceResponse> list_tags_for_resource(
    aws::Context& context, const model::ecs::ListTagsForResourceRequest& request) {
  const auto resource = find_tagged(context, request.resource_arn);
  if (!resource) return resource.error();
  return model::ecs::ListTagsForResourceResponse{.tags = tags_of(context, *resource)};
}

}  // namespace drydock::ecs::api
