#include "api/ecs/clusters.h"

#include <algorithm>
#include <map>

#include "api/ecs/cluster_description.h"
#include "api/ecs/gateway_associations.h"
#include "api/ecs/lookup.h"
#include "api/ecs/tags.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "model/ecs/common.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::ClusterField;

const ClusterFields everything = {ClusterField::configurations, ClusterField::settings,
                                  ClusterField::tags};

/// AWS keeps a value for each setting; containerInsights is the only one, and off unless the
/// account says otherwise.
std::vector<model::ecs::ClusterSetting> settings_of(
    const model::ecs::CreateClusterRequest& request) {
  auto settings = request.settings.value_or(std::vector<model::ecs::ClusterSetting>{});
  if (settings.empty()) {
    settings.push_back(
        {.name = model::ecs::ClusterSettingName::container_insights, .value = "disabled"});
  }
  return settings;
}

bool has_daemons(const aws::Context& context, const std::string& cluster) {
  const auto daemons = context.store.table<Daemon>(context.world).rows();
  return !daemons.starting_with(cluster + "/").empty();
}

/// What AWS says of daemons here is not known.
Result<Done> check_deletable(const aws::Context& context, const Cluster& cluster) {
  const auto services = services_of(context.store, context.world, cluster.name);
  if (std::ranges::any_of(services, [](const Service* service) {
        return service->status != ServiceStatus::inactive;
      })) {
    return aws::Error(model::ecs::error::cluster_contains_services_exception,
                      "The Cluster cannot be deleted while Services are active.");
  }
  if (has_daemons(context, cluster.name)) {
    return client_error("The Cluster cannot be deleted while Daemons are active.");
  }
  if (has_live_tasks(context.store, context.world, cluster.name)) {
    return aws::Error(model::ecs::error::cluster_contains_tasks_exception,
                      "The Cluster cannot be deleted while Tasks are active.");
  }
  const auto instances = instances_of(context.store, context.world, cluster.name);
  if (std::ranges::any_of(instances, [](const ContainerInstance* instance) {
        return !instance->local && instance->status != ContainerInstanceStatus::inactive;
      })) {
    return aws::Error(
        model::ecs::error::cluster_contains_container_instances_exception,
        "The Cluster cannot be deleted while Container Instances are active or draining.");
  }
  return Done{};
}

/// What is left is INACTIVE, or the local instance, which its owner has not set up himself.
void forget_instances(aws::Context& context, const std::string& cluster) {
  for (const auto* instance : instances_of(context.store, context.world, cluster)) {
    context.store.erase<ContainerInstance>(context.world, std::string(instance->key()));
  }
}

model::ecs::Failure missing(const aws::Context& context, const std::string& given) {
  const bool is_arn = given.starts_with("arn:");
  return {.arn = is_arn ? given : cluster_arn(context.world, given), .reason = "MISSING"};
}

}  // namespace

Cluster new_cluster(const aws::Context& context, const std::string& name,
                    const model::ecs::CreateClusterRequest& request) {
  Cluster cluster;
  cluster.name = name;
  cluster.arn = cluster_arn(context.world, name);
  cluster.created_at = context.now;
  cluster.settings = settings_of(request);
  cluster.configuration = request.configuration;
  if (request.service_connect_defaults) {
    cluster.service_connect_defaults = {.namespace_ = request.service_connect_defaults->namespace_};
  }
  cluster.capacity_providers = request.capacity_providers.value_or(std::vector<std::string>{});
  cluster.default_capacity_provider_strategy = request.default_capacity_provider_strategy.value_or(
      std::vector<model::ecs::CapacityProviderStrategyItem>{});
  cluster.tags = request.tags.value_or(std::vector<model::ecs::Tag>{});
  return cluster;
}

Result<model::ecs::CreateClusterResponse> create_cluster(
    aws::Context& context, const model::ecs::CreateClusterRequest& request) {
  const std::string name = request.cluster_name.value_or("default");
  if (!is_name(name)) return invalid_parameter("Cluster name contains invalid characters.");
  if (const auto tags = check_tags(request.tags); !tags) return tags.error();
  const Cluster* cluster = context.store.find<Cluster>(context.world, name);
  if (cluster == nullptr || cluster->status == ClusterStatus::inactive) {
    cluster = &context.store.put(context.world, new_cluster(context, name, request));
  }
  return model::ecs::CreateClusterResponse{
      .cluster = describe(*cluster, context.store, context.world, everything)};
}

Result<model::ecs::DescribeClustersResponse> describe_clusters(
    aws::Context& context, const model::ecs::DescribeClustersRequest& request) {
  const auto fields = request.include.value_or(std::vector<ClusterField>{});
  const ClusterFields include(fields.begin(), fields.end());
  auto names = request.clusters.value_or(std::vector<std::string>{});
  if (names.size() > 100) return invalid_parameter("Clusters cannot have more than 100 elements.");
  if (names.empty()) names.emplace_back("default");
  model::ecs::DescribeClustersResponse response;
  response.clusters.emplace();
  response.failures.emplace();
  // To describe a cluster is to count its services: once a call, however often it is named.
  std::map<const Cluster*, model::ecs::Cluster> described;
  for (const std::string& given : names) {
    const auto name = cluster_name(context.world, given);
    const Cluster* cluster = name ? context.store.find<Cluster>(context.world, *name) : nullptr;
    if (cluster == nullptr) {
      response.failures->push_back(missing(context, given));
      continue;
    }
    const auto [shown, is_new] = described.try_emplace(cluster);
    if (is_new) shown->second = describe(*cluster, context.store, context.world, include);
    response.clusters->push_back(shown->second);
  }
  return response;
}

Result<model::ecs::ListClustersResponse> list_clusters(
    aws::Context& context, const model::ecs::ListClustersRequest& request) {
  std::vector<std::string> arns;
  for (const auto& [name, cluster] : context.store.table<Cluster>(context.world).rows()) {
    if (cluster.status == ClusterStatus::active) arns.push_back(cluster.arn);
  }
  auto page =
      page_of(std::move(arns), page_request(context, request.next_token, request.max_results, 100));
  if (!page) return page.error();
  return model::ecs::ListClustersResponse{.cluster_arns = std::move(page->items),
                                          .next_token = std::move(page->next_token)};
}

Result<model::ecs::DeleteClusterResponse> delete_cluster(
    aws::Context& context, const model::ecs::DeleteClusterRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  if (const auto deletable = check_deletable(context, **cluster); !deletable) {
    return deletable.error();
  }
  forget_instances(context, (*cluster)->name);
  forget_gateway_associations(context, (*cluster)->name);
  const Cluster& deleted = context.store.change<Cluster>(
      context.world, (*cluster)->name,
      [](Cluster& record) { record.status = ClusterStatus::inactive; });
  return model::ecs::DeleteClusterResponse{
      .cluster = describe(deleted, context.store, context.world, everything)};
}

}  // namespace drydock::ecs::api
