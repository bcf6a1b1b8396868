#include "api/ecs/attributes.h"

#include <map>
#include <string>
#include <vector>

#include "api/ecs/lookup.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/instance/instance_attributes.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::Attribute;
using Values = std::map<std::string, std::string>;

/// What each of the instances that a call names is to have, by the instance's key.
using Changes = std::map<std::string, Values>;

Result<const ContainerInstance*> find_target(const aws::Context& context, const Cluster& cluster,
                                             const Attribute& attribute) {
  const std::string given = attribute.target_id.value_or("");
  if (given.empty()) return invalid_parameter("The attribute needs a targetId.");
  if (!given.starts_with("arn:") && !attribute.target_type) {
    return invalid_parameter("The targetType must be given with a targetId that is not an ARN.");
  }
  const auto found = find_container_instance(context.store, context.world, cluster, given);
  if (!found) return found.error();
  if (*found == nullptr || (*found)->status == ContainerInstanceStatus::inactive) {
    return aws::Error(model::ecs::error::target_not_found_exception,
                      "The specified target was not found.");
  }
  return found;
}

Result<Done> check_count(const std::vector<Attribute>& attributes) {
  if (attributes.empty() || attributes.size() > custom_attributes_max) {
    return invalid_parameter("Attributes must have between 1 and 10 elements.");
  }
  return Done{};
}

void keep(aws::Context& context, const Changes& changes) {
  for (const auto& change : changes) {
    const auto note = [&](ContainerInstance& record) {
      record.attributes = change.second;
      ++record.version;
    };
    context.store.change<ContainerInstance>(context.world, change.first, note);
  }
}

Attribute shown(std::string name, const std::string& value, const std::string& arn) {
  Attribute attribute;
  attribute.name = std::move(name);
  if (!value.empty()) attribute.value = value;
  attribute.target_id = arn;
  return attribute;
}

}  // namespace

Result<model::ecs::PutAttributesResponse> put_attributes(
    aws::Context& context, const model::ecs::PutAttributesRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  if (const auto checked = check_count(request.attributes); !checked) return checked.error();
  Changes changes;
  model::ecs::PutAttributesResponse response;
  response.attributes.emplace();
  for (const Attribute& attribute : request.attributes) {
    if (const auto checked = check(attribute); !checked) return checked.error();
    const auto target = find_target(context, **cluster, attribute);
    if (!target) return target.error();
    Values& values = changes.try_emplace((*target)->key(), (*target)->attributes).first->second;
    values[attribute.name] = attribute.value.value_or("");
    if (custom_attributes(values) > custom_attributes_max) {
      return aws::Error(model::ecs::error::attribute_limit_exceeded_exception,
                        "You can apply up to 10 custom attributes for each resource.");
    }
    response.attributes->push_back(
        shown(attribute.name, attribute.value.value_or(""), (*target)->arn));
  }
  keep(context, changes);
  return response;
}

Result<model::ecs::DeleteAttributesResponse> delete_attributes(
    aws::Context& context, const model::ecs::DeleteAttributesRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  if (const auto checked = check_count(request.attributes); !checked) return checked.error();
  Changes changes;
  model::ecs::DeleteAttributesResponse response;
  response.attributes.emplace();
  for (const Attribute& attribute : request.attributes) {
    const auto target = find_target(context, **cluster, attribute);
    if (!target) return target.error();
    Values& values = changes.try_emplace((*target)->key(), (*target)->attributes).first->second;
    const auto found = values.find(attribute.name);
    if (found == values.end()) continue;
    response.attributes->push_back(shown(found->first, found->second, (*target)->arn));
    values.erase(found);
  }
  keep(context, changes);
  return response;
}

Result<model::ecs::ListAttributesResponse> list_attributes(
    aws::Context& context, const model::ecs::ListAttributesRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  if (request.attribute_value && !request.attribute_name) {
    return invalid_parameter("An attributeName must be given with an attributeValue.");
  }
  const auto wanted =
      page_request(context, request.next_token, request.max_results, 100, (*cluster)->name);
  if (!wanted) return wanted.error();
  std::vector<Attribute> all;
  for (const auto* instance : instances_of(context.store, context.world, (*cluster)->name)) {
    if (instance->status == ContainerInstanceStatus::inactive) continue;
    for (const auto& [name, value] : instance->attributes) {
      if (request.attribute_name && name != *request.attribute_name) continue;
      if (request.attribute_value && value != *request.attribute_value) continue;
      all.push_back(shown(name, value, instance->arn));
    }
  }
  // No ARN and no name has a space.
  const auto key = [](const Attribute& attribute) {
    return *attribute.target_id + " " + attribute.name;
  };
  const auto before = [](std::string_view left, std::string_view right) { return left < right; };
  auto page = aws::page_of(std::move(all), *wanted, key, before);
  if (!page) return invalid_token();
  return model::ecs::ListAttributesResponse{.attributes = std::move(page->items),
                                            .next_token = std::move(page->next_token)};
}

}  // namespace drydock::ecs::api
