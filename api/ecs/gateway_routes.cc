#include "api/ecs/gateway_routes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/ecs/gateway_description.h"
#include "api/ecs/gateway_lookup.h"
#include "api/ecs/lookup.h"
#include "emulator/base/arn.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/gateway/gateway_front.h"
#include "emulator/elb/load_balancer.h"

namespace drydock::ecs::api {
namespace {

/// What ListGatewayRoutes is narrowed down to: names.
struct RouteFilter {
  std::optional<std::string> gateway;
  std::optional<std::string> cluster;
  std::optional<std::string> service;
  std::optional<std::string> service_cluster;  ///< The one in the service's ARN.
};

/// "shop" out of "shop", ".../service/web/shop" or ".../service/shop", and "web" out of the second.
Result<Done> take_service(const aws::Context& context, const std::string& given,
                          RouteFilter& filter) {
  constexpr std::string_view kind = "service/";
  const auto arn = Arn::parse(given);
  if (arn && (!is_of(*arn, context.world) || !arn->resource.starts_with(kind))) {
    return invalid_parameter("The ARN provided is invalid.");
  }
  const std::string name = arn ? arn->resource.substr(kind.size()) : given;
  const auto slash = name.find('/');
  filter.service = name.substr(slash == std::string::npos ? 0 : slash + 1);
  if (slash != std::string::npos) filter.service_cluster = name.substr(0, slash);
  return Done{};
}

Result<RouteFilter> filter_of(const aws::Context& context,
                              const model::ecs::ListGatewayRoutesRequest& request) {
  RouteFilter filter;
  if (request.gateway) {
    const auto gateway = find_gateway(context, *request.gateway);
    if (!gateway) return gateway.error();
    filter.gateway = (*gateway)->name;
  }
  auto cluster = wanted_cluster(context, request.cluster);
  if (!cluster) return cluster.error();
  filter.cluster = *std::move(cluster);
  if (!request.service) return filter;
  const auto taken = take_service(context, *request.service, filter);
  if (!taken) return taken.error();
  return filter;
}

bool matches(const GatewayRoute& route, const RouteFilter& filter,
             const model::ecs::ListGatewayRoutesRequest& request) {
  const auto is = [](const std::optional<std::string>& wanted, std::string_view value) {
    return !wanted || *wanted == value;
  };
  const auto statuses = request.status.value_or(std::vector<model::ecs::GatewayRouteStatus>{});
  return is(filter.gateway, route.gateway) && is(filter.cluster, route.cluster()) &&
         is(filter.service_cluster, route.cluster()) && is(filter.service, route.service_name()) &&
         is(request.service_container_port_name, route.port_name) &&
         (statuses.empty() || std::ranges::find(statuses, route.status) != statuses.end());
}

model::ecs::GatewayRouteSummary summary_of(const World& world, const GatewayRoute& route) {
  model::ecs::GatewayRouteSummary shown;
  shown.gateway_route_arn = gateway_route_arn(world, route.key());
  shown.gateway_arn = gateway_arn(world, route.gateway);
  shown.cluster_arn = cluster_arn(world, route.cluster());
  shown.service_arn = service_arn(world, route.cluster(), route.service_name());
  shown.service_container_port_name = route.port_name;
  shown.status = route.status;
  return shown;
}

model::ecs::ElbGatewayResources resources_of(const aws::Context& context,
                                             const GatewayBalancer& balancer) {
  model::ecs::ElbGatewayResources shown;
  shown.load_balancer_arn = balancer.load_balancer;
  shown.listener_arn = balancer.listener;
  const auto& record =
      *context.store.find<elb::LoadBalancer>(context.world, balancer.load_balancer);
  if (!record.security_groups.empty()) shown.security_group = record.security_groups.front();
  auto& routes = shown.gateway_route_arns.emplace();
  for (const auto* route :
       context.store.table<GatewayRoute>(context.world).indexed(balancer.load_balancer)) {
    routes.push_back(gateway_route_arn(context.world, route->key()));
  }
  return shown;
}

/// The page that is asked for: ten load balancers, or up to twenty.
Result<aws::PageRequest> resource_page(const aws::Context& context,
                                       const model::ecs::DescribeGatewayResourcesRequest& request,
                                       const Gateway& gateway) {
  constexpr int most = 20;
  if (request.max_results.value_or(1) > most) {
    return invalid_parameter("maxResults must be between 1 and 20.");
  }
  return page_request(context, request.next_token, request.max_results, 10, gateway.name);
}

}  // namespace

Result<model::ecs::DescribeGatewayRouteResponse> GatewayRoutes::describe(
    aws::Context& context, const model::ecs::DescribeGatewayRouteRequest& request) const {
  const auto found = find_gateway_route(context, request.gateway_route_arn);
  if (!found) return found.error();
  return model::ecs::DescribeGatewayRouteResponse{
      .gateway_route = api::describe(context.store, context.world, **found, port_)};
}

Result<model::ecs::ListGatewayRoutesResponse> list_gateway_routes(
    aws::Context& context, const model::ecs::ListGatewayRoutesRequest& request) {
  const auto filter = filter_of(context, request);
  if (!filter) return filter.error();
  std::vector<std::string> keys;
  for (const auto& [key, route] : context.store.table<GatewayRoute>(context.world).rows()) {
    if (matches(route, *filter, request)) keys.push_back(key);
  }
  auto page =
      page_of(std::move(keys), page_request(context, request.next_token, request.max_results, 100));
  if (!page) return page.error();
  model::ecs::ListGatewayRoutesResponse response;
  response.gateway_routes.emplace();
  for (const std::string& key : page->items) {
    response.gateway_routes->push_back(
        summary_of(context.world, *context.store.find<GatewayRoute>(context.world, key)));
  }
  response.next_token = std::move(page->next_token);
  return response;
}

Result<model::ecs::DescribeGatewayResourcesResponse> describe_gateway_resources(
    aws::Context& context, const model::ecs::DescribeGatewayResourcesRequest& request) {
  const auto found = find_gateway(context, request.gateway);
  if (!found) return found.error();
  const auto present = balancers_of(context.store, context.world, **found);
  std::vector<std::string> arns;
  for (const GatewayBalancer& one : present) arns.push_back(one.load_balancer);
  std::ranges::sort(arns);
  auto page = page_of(std::move(arns), resource_page(context, request, **found));
  if (!page) return page.error();
  model::ecs::DescribeGatewayResourcesResponse response;
  auto& shown = response.gateway_resources.emplace();
  shown.gateway_arn = gateway_arn(context.world, (*found)->name);
  auto& all = shown.resources.emplace().host_shared_alb.emplace();
  for (const std::string& arn : page->items) {
    all.push_back(
        resources_of(context, *std::ranges::find(present, arn, &GatewayBalancer::load_balancer)));
  }
  response.next_token = std::move(page->next_token);
  return response;
}

}  // namespace drydock::ecs::api
