#include "api/ecs/task_definitions.h"

#include <utility>
#include <vector>

#include "api/ecs/lookup.h"
#include "api/ecs/revision_list.h"
#include "api/ecs/tags.h"
#include "emulator/ecs/definition/task_definition_completion.h"
#include "emulator/ecs/definition/task_definition_registration.h"
#include "emulator/ecs/definition/task_definition_rules.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/common.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::TaskDefinitionFamilyStatus;
using model::ecs::TaskDefinitionStatus;

std::vector<ListedRevision<std::string>> revisions(
    const aws::Context& context, const model::ecs::ListTaskDefinitionsRequest& request) {
  const auto status = request.status.value_or(TaskDefinitionStatus::active);
  std::vector<ListedRevision<std::string>> found;
  // "familyPrefix" is a whole family's name, says the API reference.
  const std::string prefix = request.family_prefix ? *request.family_prefix + ":" : "";
  const auto rows = context.store.table<TaskDefinition>(context.world).rows();
  for (const auto& [key, record] : rows.starting_with(prefix)) {
    if (record.definition.status != status) continue;
    found.push_back({.key = key, .told = *record.definition.task_definition_arn});
  }
  return found;
}

}  // namespace

Result<model::ecs::RegisterTaskDefinitionResponse> Registration::add_revision(
    aws::Context& context, const model::ecs::RegisterTaskDefinitionRequest& request) const {
  if (const auto checked = check(request); !checked) return checked.error();
  if (const auto tags = check_tags(request.tags); !tags) return tags.error();
  model::ecs::TaskDefinition completed = complete(request);
  if (auto refused = host_refusal(completed, access_)) return client_error(std::move(*refused));
  const TaskDefinition& kept = register_revision(
      context.store, context.world, std::move(completed),
      request.tags.value_or(std::vector<model::ecs::Tag>{}), context.caller.arn, context.now);
  return model::ecs::RegisterTaskDefinitionResponse{.task_definition = kept.definition,
                                                    .tags = request.tags};
}

Result<model::ecs::DescribeTaskDefinitionResponse> describe_task_definition(
    aws::Context& context, const model::ecs::DescribeTaskDefinitionRequest& request) {
  const auto found = find_task_definition(context.store, context.world, request.task_definition);
  if (!found) return found.error();
  if (*found == nullptr) return client_error("Unable to describe task definition.");
  model::ecs::DescribeTaskDefinitionResponse response{.task_definition = (*found)->definition,
                                                      .tags = {}};
  if (request.include && !request.include->empty()) response.tags = (*found)->tags;
  return response;
}

Result<model::ecs::ListTaskDefinitionsResponse> list_task_definitions(
    aws::Context& context, const model::ecs::ListTaskDefinitionsRequest& request) {
  auto page = page_of_revisions(context, request, &revisions);
  if (!page) return page.error();
  model::ecs::ListTaskDefinitionsResponse response;
  response.task_definition_arns.emplace();
  for (auto& item : page->items) response.task_definition_arns->push_back(std::move(item.told));
  response.next_token = std::move(page->next_token);
  return response;
}

Result<model::ecs::ListTaskDefinitionFamiliesResponse> list_task_definition_families(
    aws::Context& context, const model::ecs::ListTaskDefinitionFamiliesRequest& request) {
  const auto status = request.status.value_or(TaskDefinitionFamilyStatus::active);
  std::vector<std::string> names;
  const auto families = context.store.table<TaskDefinitionFamily>(context.world).rows();
  for (const auto& [name, family] : families.starting_with(request.family_prefix.value_or(""))) {
    const bool active = newest_active(context.store, context.world, name) != nullptr;
    if (status == TaskDefinitionFamilyStatus::active && !active) continue;
    if (status == TaskDefinitionFamilyStatus::inactive && active) continue;
    names.push_back(name);
  }
  auto page = page_of(std::move(names),
                      page_request(context, request.next_token, request.max_results, 100));
  if (!page) return page.error();
  return model::ecs::ListTaskDefinitionFamiliesResponse{.families = std::move(page->items),
                                                        .next_token = std::move(page->next_token)};
}

Result<model::ecs::DeregisterTaskDefinitionResponse> deregister_task_definition(
    aws::Context& context, const model::ecs::DeregisterTaskDefinitionRequest& request) {
  const auto reference = task_definition_reference(context.world, request.task_definition);
  if (!reference) return reference.error();
  if (!reference->revision) return client_error("Revision is missing.");
  const std::string key = task_definition_key(reference->family, *reference->revision);
  if (context.store.find<TaskDefinition>(context.world, key) == nullptr) {
    return client_error(
        "The specified task definition does not exist. Specify a valid account, family, revision "
        "and try again.");
  }
  const TaskDefinition& changed =
      context.store.change<TaskDefinition>(context.world, key, [&context](TaskDefinition& record) {
        if (record.definition.status != TaskDefinitionStatus::active) return;
        record.definition.status = TaskDefinitionStatus::inactive;
        record.definition.deregistered_at = context.now;
      });
  return model::ecs::DeregisterTaskDefinitionResponse{.task_definition = changed.definition};
}

}  // namespace drydock::ecs::api
