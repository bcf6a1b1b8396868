#include "api/ecs/tags.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include "api/ecs/lookup.h"
#include "emulator/base/arn.h"

namespace drydock::ecs::api {
namespace {

using Tags = std::vector<model::ecs::Tag>;

constexpr std::size_t tags_max = 50;

/// The key of the tagged record, by the kind of resource that the ARN names.
struct Tagged {
  enum class Kind { cluster, service, task, task_definition };
  Kind kind;
  std::string key;
};

aws::Error not_found() {
  return {model::ecs::error::resource_not_found_exception, "The specified resource was not found."};
}

template <class Record>
Result<Tagged> tagged(const aws::Context& context, Tagged::Kind kind, std::string key,
                      const aws::Error& missing) {
  if (context.store.find<Record>(context.world, key) == nullptr) return missing;
  return Tagged{kind, std::move(key)};
}

Result<Tagged> find_tagged(const aws::Context& context, const std::string& text) {
  const auto arn = Arn::parse(text);
  if (!arn || arn->service != "ecs") return invalid_parameter("The ARN provided is invalid.");
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
  if (kind == "task") return tagged<Task>(context, Tagged::Kind::task, rest, not_found());
  if (kind == "task-definition") {
    const auto reference = task_definition_reference(rest);
    if (!reference) return reference.error();
    return tagged<TaskDefinition>(
        context, Tagged::Kind::task_definition,
        task_definition_key(reference->family, reference->revision.value_or(0)), not_found());
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
    case Tagged::Kind::service:
      return change<Service>(context, resource.key, mutate);
    case Tagged::Kind::task:
      return change<Task>(context, resource.key, mutate);
    case Tagged::Kind::task_definition:
      return change<TaskDefinition>(context, resource.key, mutate);
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
    case Tagged::Kind::service:
      return tags_of<Service>(context, resource.key);
    case Tagged::Kind::task:
      return tags_of<Task>(context, resource.key);
    case Tagged::Kind::task_definition:
      break;
  }
  return tags_of<TaskDefinition>(context, resource.key);
}

void merge(Tags& tags, const Tags& added) {
  for (const auto& tag : added) {
    const auto found = std::ranges::find(tags, tag.key, &model::ecs::Tag::key);
    if (found == tags.end()) {
      tags.push_back(tag);
    } else {
      found->value = tag.value;
    }
  }
}

}  // namespace

Result<Done> check_tags(const std::optional<Tags>& tags) {
  if (!tags) return Done{};
  if (tags->size() > tags_max) {
    return invalid_parameter("The number of tags exceeds the limit of 50.");
  }
  std::set<std::string> keys;
  for (const auto& tag : *tags) {
    const std::string key = tag.key.value_or("");
    if (key.empty()) return invalid_parameter("Tag keys must not be empty.");
    if (key.starts_with("aws:")) {
      return invalid_parameter("Tag keys must not begin with the reserved prefix 'aws:'.");
    }
    if (!keys.insert(key).second) {
      return invalid_parameter(
          "Duplicate tag keys found. Please note that Tag keys are case "
          "sensitive.");
    }
  }
  return Done{};
}

Result<model::ecs::TagResourceResponse> tag_resource(
    aws::Context& context, const model::ecs::TagResourceRequest& request) {
  const auto resource = find_tagged(context, request.resource_arn);
  if (!resource) return resource.error();
  Tags merged = tags_of(context, *resource);
  if (const auto checked = check_tags(request.tags); !checked) return checked.error();
  merge(merged, request.tags);
  if (const auto checked = check_tags(merged); !checked) return checked.error();
  change_tags(context, *resource, [&merged](Tags& tags) { tags = merged; });
  return model::ecs::TagResourceResponse{};
}

Result<model::ecs::UntagResourceResponse> untag_resource(
    aws::Context& context, const model::ecs::UntagResourceRequest& request) {
  const auto resource = find_tagged(context, request.resource_arn);
  if (!resource) return resource.error();
  change_tags(context, *resource, [&request](Tags& tags) {
    std::erase_if(tags, [&request](const model::ecs::Tag& tag) {
      return std::ranges::find(request.tag_keys, tag.key) != request.tag_keys.end();
    });
  });
  return model::ecs::UntagResourceResponse{};
}

Result<model::ecs::ListTagsForResourceResponse> list_tags_for_resource(
    aws::Context& context, const model::ecs::ListTagsForResourceRequest& request) {
  const auto resource = find_tagged(context, request.resource_arn);
  if (!resource) return resource.error();
  return model::ecs::ListTagsForResourceResponse{.tags = tags_of(context, *resource)};
}

}  // namespace drydock::ecs::api
