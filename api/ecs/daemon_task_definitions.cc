#include "api/ecs/daemon_task_definitions.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "api/ecs/lookup.h"
#include "api/ecs/revision_list.h"
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

using ListedDaemon = ListedRevision<const DaemonTaskDefinition*>;

std::vector<ListedDaemon> daemon_revisions(
    const aws::Context& context, const model::ecs::ListDaemonTaskDefinitionsRequest& request) {
  const bool last_only = request.revision.has_value();
  const auto rows = context.store.table<DaemonTaskDefinition>(context.world).rows();
  std::vector<ListedDaemon> found;
  for (const auto& [key, record] : rows.starting_with(request.family_prefix.value_or(""))) {
    const auto& definition = record.definition;
    if (request.family && definition.family != request.family) continue;
    const bool is_next =
        !found.empty() && found.back().told->definition.family == definition.family;
    if (last_only && is_next) found.pop_back();
    found.push_back({.key = key, .told = &record});
  }
  const auto status = request.status.value_or(Filter::active);
  std::erase_if(found,
                [status](const ListedDaemon& one) { return !has_status(*one.told, status); });
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
  auto page = page_of_revisions(context, request, &daemon_revisions);
  if (!page) return page.error();
  model::ecs::ListDaemonTaskDefinitionsResponse response;
  response.daemon_task_definitions.emplace();
  for (const auto& item : page->items) {
    response.daemon_task_definitions->push_back(summary(*item.told));
  }
  response.next_token = std::move(page->next_token);
  return response;
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
