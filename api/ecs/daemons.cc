#include "api/ecs/daemons.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/ecs/client_tokens.h"
#include "api/ecs/daemon_lookup.h"
#include "api/ecs/lookup.h"
#include "api/ecs/new_daemon.h"
#include "emulator/ecs/client_token_uses.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/daemon/daemon_deployment.h"
#include "emulator/ecs/daemon/daemon_rollout.h"
#include "emulator/ecs/daemon/daemon_view.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::CreateDaemonRequest;
using model::ecs::UpdateDaemonRequest;

template <class Response>
Response answer(const aws::Context& context, const Daemon& daemon) {
  Response response;
  response.daemon_arn = daemon_arn(context.world, daemon.key());
  response.status = daemon.status;
  response.created_at = daemon.created_at;
  response.deployment_arn =
      daemon_deployment_arn(context.world, daemon.key() + "/" + daemon.deployment);
  return response;
}

template <class Response>
Response answer_update(const aws::Context& context, const Daemon& daemon) {
  auto response = answer<Response>(context, daemon);
  response.updated_at = daemon.updated_at;
  return response;
}

/// The daemon, which must be ACTIVE.
Result<const Daemon*> find_active_daemon(const aws::Context& context, const std::string& arn) {
  const auto found = find_daemon(context, arn);
  if (found && (*found)->status != model::ecs::DaemonStatus::active) {
    return aws::Error(model::ecs::error::daemon_not_active_exception, "Daemon was not ACTIVE.");
  }
  return found;
}

/// The revision as its instances have it now.
model::ecs::DaemonRevisionDetail describe_detail(const World& world, const DaemonRevision& revision,
                                                 const DaemonCountsByProvider& counts) {
  model::ecs::DaemonRevisionDetail shown;
  shown.arn = daemon_revision_arn(world, revision.key());
  shown.capacity_providers.emplace();
  DaemonCounts total;
  std::set<std::string> names = revision.capacity_providers;
  for (const auto& [name, count] : counts) names.insert(name);
  for (const std::string& name : names) {
    const auto found = counts.find(name);
    const DaemonCounts count = found == counts.end() ? DaemonCounts{} : found->second;
    total.running += count.running;
    total.without += count.without;
    shown.capacity_providers->push_back({.arn = capacity_provider_arn(world, name),
                                         .running_count = count.running,
                                         .without_daemon_count = count.without});
  }
  shown.total_running_count = total.running;
  shown.total_without_daemon_count = total.without;
  return shown;
}

std::vector<model::ecs::DaemonRevisionDetail> current_revisions(const aws::Context& context,
                                                                const Daemon& daemon) {
  auto counts = count_instances(context.store, context.world, daemon);
  if (!daemon.revision.empty()) counts.try_emplace(daemon.revision);
  std::vector<model::ecs::DaemonRevisionDetail> shown;
  for (const auto& [id, of_providers] : counts) {
    const auto* revision = find_daemon_revision(context.store, context.world, daemon, id);
    if (revision == nullptr) continue;
    shown.push_back(describe_detail(context.world, *revision, of_providers));
  }
  return shown;
}

/// Whether the daemon is one that the caller lists.
bool is_of(const aws::Context& context, const Daemon& daemon,
           const std::set<std::string>& wanted_providers) {
  if (wanted_providers.empty()) return true;
  const auto* revision =
      find_daemon_revision(context.store, context.world, daemon, daemon.revision);
  return revision != nullptr &&
         std::ranges::any_of(revision->capacity_providers, [&](const std::string& name) {
           return wanted_providers.contains(name);
         });
}

/// All that the call asks for beside its token.
std::string digest_of(CreateDaemonRequest request) {
  request.client_token.reset();
  return digest_of_request(request);
}

}  // namespace

Result<model::ecs::CreateDaemonResponse> create_daemon(aws::Context& context,
                                                       const CreateDaemonRequest& request) {
  using Response = model::ecs::CreateDaemonResponse;
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster_arn);
  if (!cluster) return cluster.error();
  const std::string name = (*cluster)->name;
  const auto token =
      client_token_of("CreateDaemon", (*cluster)->name, request, service_token_length_max);
  if (!token) return token.error();
  const std::string asked = token->empty() ? std::string() : digest_of(request);
  const auto* had = context.store.find<Daemon>(context.world, name + "/" + request.daemon_name);
  const auto* use = find_use(context.store, context.world, *token, context.now);
  if (had != nullptr && use != nullptr && use->request_digest == asked) {
    return answer<Response>(context, *had);
  }
  auto daemon = new_daemon(context, name, request);
  if (!daemon) return daemon.error();
  auto revision = new_revision(context, name, request);
  if (!revision) return revision.error();
  forget_daemon_deployments(context.store, context.world, daemon->key());
  const Daemon& made = start_deployment(
      context.store, context.world, *std::move(daemon), *std::move(revision),
      request.deployment_configuration.value_or(model::ecs::DaemonDeploymentConfiguration{}),
      context.ids, context.now);
  if (!token->empty()) {
    keep_use(context.store, context.world,
             {.token_digest = *token,
              .request_digest = asked,
              .tasks = {},
              .service = {},
              .daemon = made.key(),
              .used_at = context.now},
             context.now);
  }
  return answer<Response>(context, made);
}

Result<model::ecs::DescribeDaemonResponse> describe_daemon(
    aws::Context& context, const model::ecs::DescribeDaemonRequest& request) {
  const auto found = find_daemon(context, request.daemon_arn);
  if (!found) return found.error();
  const Daemon& daemon = **found;
  model::ecs::DescribeDaemonResponse response;
  auto& shown = response.daemon.emplace();
  shown.daemon_arn = daemon_arn(context.world, daemon.key());
  shown.cluster_arn = cluster_arn(context.world, daemon.cluster);
  shown.status = daemon.status;
  shown.current_revisions = current_revisions(context, daemon);
  shown.deployment_arn =
      daemon_deployment_arn(context.world, daemon.key() + "/" + daemon.deployment);
  shown.created_at = daemon.created_at;
  shown.updated_at = daemon.updated_at;
  return response;
}

Result<model::ecs::ListDaemonsResponse> list_daemons(
    aws::Context& context, const model::ecs::ListDaemonsRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster_arn);
  if (!cluster) return cluster.error();
  std::set<std::string> wanted_providers;
  for (const auto& text : request.capacity_provider_arns.value_or(std::vector<std::string>{})) {
    auto name = capacity_provider_name(context.world, text);
    if (!name) return name.error();
    wanted_providers.insert(*std::move(name));
  }
  const auto daemons = context.store.table<Daemon>(context.world).rows();
  std::vector<std::string> keys;
  for (const auto& [key, daemon] : daemons.starting_with((*cluster)->name + "/")) {
    if (is_of(context, daemon, wanted_providers)) keys.push_back(key);
  }
  auto page = page_of(std::move(keys), page_request(context, request.next_token,
                                                    request.max_results, 100, (*cluster)->name));
  if (!page) return page.error();
  model::ecs::ListDaemonsResponse response;
  response.daemon_summaries_list.emplace();
  for (const std::string& key : page->items) {
    const Daemon& daemon = *context.store.find<Daemon>(context.world, key);
    response.daemon_summaries_list->push_back({.daemon_arn = daemon_arn(context.world, key),
                                               .status = daemon.status,
                                               .created_at = daemon.created_at,
                                               .updated_at = daemon.updated_at});
  }
  response.next_token = std::move(page->next_token);
  return response;
}

Result<model::ecs::UpdateDaemonResponse> update_daemon(aws::Context& context,
                                                       const UpdateDaemonRequest& request) {
  const auto found = find_active_daemon(context, request.daemon_arn);
  if (!found) return found.error();
  auto revision = new_revision(context, (*found)->cluster, request);
  if (!revision) return revision.error();
  const Daemon& changed = start_deployment(
      context.store, context.world, **found, *std::move(revision),
      request.deployment_configuration.value_or(model::ecs::DaemonDeploymentConfiguration{}),
      context.ids, context.now);
  return answer_update<model::ecs::UpdateDaemonResponse>(context, changed);
}

Result<model::ecs::DeleteDaemonResponse> delete_daemon(
    aws::Context& context, const model::ecs::DeleteDaemonRequest& request) {
  const auto found = find_active_daemon(context, request.daemon_arn);
  if (!found) return found.error();
  const Daemon& changed =
      start_deletion(context.store, context.world, (*found)->key(), context.ids, context.now);
  return answer_update<model::ecs::DeleteDaemonResponse>(context, changed);
}

}  // namespace drydock::ecs::api
