#include "api/ecs/daemon_task_definitions.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

#include "api/ecs/lookup.h"
#include "api/ecs/tags.h"
#include "emulator/ecs/daemon/daemon_rollout.h"
#include "emulator/ecs/daemon/daemon_task_definition.h"
#include "emulator/ecs/daemon/daemon_task_definition_rules.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::DaemonTaskDefinitionStatus;
using Filter = model::ecs::DaemonTaskDefinitionStatusFilter;

bool has_status(const DaemonTaskDefinition& definition, Filter wanted) {
  switch (wanted) {
    case Filter::active:
      return is_active(definition);
    case Filter::delete_in_progress:
      return definition.definition.status == DaemonTaskDefinitionStatus::delete_in_progress;
    case Filter::all:
      break;
  }
  return true;
}

/// A revision in a list: `key` sorts by revision as a number, which the ARN would not.
struct Listed {
  std::string key;
  const DaemonTaskDefinition* definition;
};

std::vector<Listed> listed(const aws::Context& context,
                           const model::ecs::ListDaemonTaskDefinitionsRequest& request) {
  const bool last_only = request.revision.has_value();
  const auto rows = context.store.table<DaemonTaskDefinition>(context.world).rows();
  std::vector<Listed> found;
  for (const auto& [key, record] : rows.starting_with(request.family_prefix.value_or(""))) {
    const auto& definition = record.definition;
    if (request.family && definition.family != request.family) continue;
    const bool is_next =
        !found.empty() && found.back().definition->definition.family == definition.family;
    if (last_only && is_next) found.pop_back();
    found.push_back({.key = key, .definition = &record});
  }
  const auto status = request.status.value_or(Filter::active);
  std::erase_if(found,
                [status](const Listed& one) { return !has_status(*one.definition, status); });
  return found;
}

model::ecs::DaemonTaskDefinitionSummary summary(const DaemonTaskDefinition& record) {
  const auto& definition = record.definition;
  return {.arn = definition.daemon_task_definition_arn,
          .registered_at = definition.registered_at,
          .registered_by = definition.registered_by,
          .delete_requested_at = definition.delete_requested_at,
          .status = definition.status};
}

template <class Before>
Result<model::ecs::ListDaemonTaskDefinitionsResponse> page_of_revisions(
    std::vector<Listed> found, const aws::PageRequest& request, Before before) {
  const auto key = [](const Listed& item) -> const std::string& { return item.key; };
  auto page = aws::page_of(std::move(found), request, key, before);
  if (!page) return invalid_token();
  model::ecs::ListDaemonTaskDefinitionsResponse response;
  response.daemon_task_definitions.emplace();
  for (const auto& item : page->items) {
    response.daemon_task_definitions->push_back(summary(*item.definition));
  }
  response.next_token = std::move(page->next_token);
  return response;
}

}  // namespace

Result<model::ecs::RegisterDaemonTaskDefinitionResponse> DaemonRegistration::add_revision(
    aws::Context& context, const model::ecs::RegisterDaemonTaskDefinitionRequest& request) const {
  auto record = new_daemon_task_definition(request);
  if (!record) return record.error();
  if (const auto tags = check_tags(request.tags); !tags) return tags.error();
  auto& task = record->task.definition;
  if (auto refused = host_refusal(task, access_)) return client_error(std::move(*refused));
  const int revision = next_daemon_revision(context.store, context.world, request.family);
  const std::string arn = daemon_task_definition_arn(context.world, request.family, revision);
  task.revision = revision;
  task.task_definition_arn = arn;
  auto& definition = record->definition;
  definition.revision = revision;
  definition.daemon_task_definition_arn = arn;
  definition.status = DaemonTaskDefinitionStatus::active;
  definition.registered_at = context.now;
  definition.registered_by = context.caller.arn;
  context.store.put(context.world, *std::move(record));
  return model::ecs::RegisterDaemonTaskDefinitionResponse{.daemon_task_definition_arn = arn};
}

Result<model::ecs::DescribeDaemonTaskDefinitionResponse> describe_daemon_task_definition(
    aws::Context& context, const model::ecs::DescribeDaemonTaskDefinitionRequest& request) {
  const auto found =
      find_daemon_task_definition(context.store, context.world, request.daemon_task_definition);
  if (!found) return found.error();
  if (*found == nullptr) return client_error("Unable to describe daemon task definition.");
  return model::ecs::DescribeDaemonTaskDefinitionResponse{.daemon_task_definition =
                                                              (*found)->definition};
}

Result<model::ecs::ListDaemonTaskDefinitionsResponse> list_daemon_task_definitions(
    aws::Context& context, const model::ecs::ListDaemonTaskDefinitionsRequest& request) {
  const bool descending = request.sort == model::ecs::SortOrder::desc;
  const auto wanted = page_request(context, request.next_token, request.max_results, 100,
                                   descending ? "descending" : "ascending");
  if (!wanted) return wanted.error();
  auto found = listed(context, request);
  if (descending) {
    std::ranges::reverse(found);
    return page_of_revisions(std::move(found), *wanted, std::greater<>{});
  }
  return page_of_revisions(std::move(found), *wanted, std::less<>{});
}

Result<model::ecs::DeleteDaemonTaskDefinitionResponse> delete_daemon_task_definition(
    aws::Context& context, const model::ecs::DeleteDaemonTaskDefinitionRequest& request) {
  const auto reference =
      daemon_task_definition_reference(context.world, request.daemon_task_definition);
  if (!reference) return reference.error();
  if (!reference->revision) return client_error("Revision is missing.");
  const auto found =
      find_daemon_task_definition(context.store, context.world, request.daemon_task_definition);
  if (!found) return found.error();
  if (*found == nullptr || !is_active(**found)) {
    return client_error("The specified daemon task definition does not exist or is not active.");
  }
  const DaemonTaskDefinition& changed = context.store.change<DaemonTaskDefinition>(
      context.world, (*found)->key(), [&context](DaemonTaskDefinition& record) {
        record.definition.status = DaemonTaskDefinitionStatus::delete_in_progress;
        record.definition.delete_requested_at = context.now;
      });
  model::ecs::DeleteDaemonTaskDefinitionResponse response{
      .daemon_task_definition_arn = changed.definition.daemon_task_definition_arn};
  finish_deletions(context.store, context.world);
  return response;
}

}  // namespace drydock::ecs::api
