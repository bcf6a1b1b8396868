#include "api/ecs/gateway_associations.h"

#include <algorithm>
#include <utility>

#include "api/ecs/gateway_lookup.h"
#include "api/ecs/lookup.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/gateway/gateway_front.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::GatewayClusterAssociationStatus;

template <class Response>
Response answer(const aws::Context& context, const GatewayAssociation& association) {
  Response response;
  response.gateway_arn = gateway_arn(context.world, association.gateway);
  response.cluster_arn = cluster_arn(context.world, association.cluster);
  response.status = association.status;
  return response;
}

/// The association that a call is about, be it there or not.
template <class Request>
Result<GatewayAssociation> named(const aws::Context& context, const Request& request) {
  const auto gateway = find_gateway(context, request.gateway);
  if (!gateway) return gateway.error();
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  return GatewayAssociation{.gateway = (*gateway)->name, .cluster = (*cluster)->name};
}

}  // namespace

Result<model::ecs::AssociateGatewayWithClusterResponse> associate_gateway(
    aws::Context& context, const model::ecs::AssociateGatewayWithClusterRequest& request) {
  const auto wanted = named(context, request);
  if (!wanted) return wanted.error();
  const auto table = context.store.table<GatewayAssociation>(context.world);
  if (!table.contains(wanted->key()) &&
      table.members(wanted->cluster).size() >= gateways_per_cluster_max) {
    return invalid_parameter("The cluster " + wanted->cluster +
                             " is associated with 5 gateways already, the most that it can be.");
  }
  const auto& kept = context.store.put(context.world, *wanted);
  return answer<model::ecs::AssociateGatewayWithClusterResponse>(context, kept);
}

Result<model::ecs::DisassociateGatewayFromClusterResponse> disassociate_gateway(
    aws::Context& context, const model::ecs::DisassociateGatewayFromClusterRequest& request) {
  auto wanted = named(context, request);
  if (!wanted) return wanted.error();
  if (context.store.find<GatewayAssociation>(context.world, wanted->key()) == nullptr) {
    return aws::Error(model::ecs::error::resource_not_found_exception,
                      "The gateway is not associated with the cluster.");
  }
  wanted->status = GatewayClusterAssociationStatus::disassociating;
  if (has_route_from(context.store, context.world, wanted->gateway, wanted->cluster)) {
    context.store.put(context.world, *wanted);
  } else {
    context.store.erase<GatewayAssociation>(context.world, wanted->key());
  }
  return answer<model::ecs::DisassociateGatewayFromClusterResponse>(context, *wanted);
}

Result<model::ecs::ListGatewayClusterAssociationsResponse> list_gateway_associations(
    aws::Context& context, const model::ecs::ListGatewayClusterAssociationsRequest& request) {
  const auto gateway = wanted_gateway(context, request.gateway);
  if (!gateway) return gateway.error();
  const auto cluster = wanted_cluster(context, request.cluster);
  if (!cluster) return cluster.error();
  const auto statuses = request.status.value_or(std::vector<GatewayClusterAssociationStatus>{});
  std::vector<std::string> keys;
  for (const auto& [key, one] : context.store.table<GatewayAssociation>(context.world).rows()) {
    if (*gateway && one.gateway != **gateway) continue;
    if (*cluster && one.cluster != **cluster) continue;
    const bool any = statuses.empty();
    if (any || std::ranges::find(statuses, one.status) != statuses.end()) keys.push_back(key);
  }
  auto page =
      page_of(std::move(keys), page_request(context, request.next_token, request.max_results, 100));
  if (!page) return page.error();
  model::ecs::ListGatewayClusterAssociationsResponse response;
  response.gateway_cluster_associations.emplace();
  for (const std::string& key : page->items) {
    response.gateway_cluster_associations->push_back(
        answer<model::ecs::GatewayClusterAssociationSummary>(
            context, *context.store.find<GatewayAssociation>(context.world, key)));
  }
  response.next_token = std::move(page->next_token);
  return response;
}

void forget_gateway_associations(aws::Context& context, std::string_view cluster) {
  std::vector<std::string> keys;
  for (const auto* one : context.store.table<GatewayAssociation>(context.world).indexed(cluster)) {
    keys.push_back(one->key());
  }
  for (const std::string& key : keys) {
    context.store.erase<GatewayAssociation>(context.world, key);
  }
}

}  // namespace drydock::ecs::api
