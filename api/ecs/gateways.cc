#include "api/ecs/gateways.h"

#include <algorithm>
#include <set>
#include <utility>

#include "api/ecs/client_tokens.h"
#include "api/ecs/gateway_lookup.h"
#include "api/ecs/lookup.h"
#include "api/ecs/tags.h"
#include "emulator/base/take.h"
#include "emulator/ec2/default_network.h"
#include "emulator/ecs/client_token_uses.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/gateway/gateway_front.h"
#include "emulator/ecs/gateway/gateway_rules.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::GatewayStatus;

template <class Response>
Response answer(const aws::Context& context, const Gateway& gateway, GatewayStatus status) {
  Response response;
  response.gateway_arn = gateway_arn(context.world, gateway.name);
  response.name = gateway.name;
  response.status = status;
  return response;
}

Result<Done> check_is_new(const aws::Context& context, const std::string& name) {
  if (context.store.find<Gateway>(context.world, name) != nullptr) {
    return invalid_parameter("A gateway with the name " + name + " already exists.");
  }
  if (context.store.table<Gateway>(context.world).size() >= gateways_max) {
    return invalid_parameter("The maximum number of gateways has been reached.");
  }
  return Done{};
}

/// The gateway that the request asks for, if it can be made.
Result<Gateway> new_gateway(const aws::Context& context,
                            const model::ecs::CreateGatewayRequest& request) {
  if (const auto name = check_gateway_name(request.name); !name) return name.error();
  if (const auto tags = check_tags(request.tags); !tags) return tags.error();
  if (!request.configuration.host_shared_alb) {
    return invalid_parameter("Exactly one configuration variant must be set: hostSharedAlb.");
  }
  if (const auto is_new = check_is_new(context, request.name); !is_new) return is_new.error();
  const auto network = ec2::default_network(context.world);
  Gateway gateway{.name = request.name};
  gateway.configuration = complete(*request.configuration.host_shared_alb, network);
  const auto checked = check(gateway.configuration, network);
  if (!checked) return checked.error();
  gateway.infrastructure_role_arn = request.infrastructure_role_arn;
  take(request.deletion_protection, gateway.deletion_protection);
  take(request.propagate_tags, gateway.propagate_tags);
  take(request.tags, gateway.tags);
  gateway.created_at = context.now;
  gateway.updated_at = context.now;
  return gateway;
}

/// The gateway as the request has it, if it can be so.
Result<Gateway> updated_gateway(const aws::Context& context, const Gateway& before,
                                const model::ecs::UpdateGatewayRequest& request) {
  Gateway gateway = before;
  take(request.infrastructure_role_arn, gateway.infrastructure_role_arn);
  take(request.deletion_protection, gateway.deletion_protection);
  take(request.propagate_tags, gateway.propagate_tags);
  gateway.updated_at = context.now;
  if (!request.configuration) return gateway;
  if (!request.configuration->host_shared_alb) {
    return invalid_parameter("The configuration must be of the gateway's type: hostSharedAlb.");
  }
  amend(*request.configuration->host_shared_alb, gateway.configuration);
  const auto checked = check(gateway.configuration, ec2::default_network(context.world));
  if (!checked) return checked.error();
  return gateway;
}

void note_outcome(Gateway& gateway, std::vector<model::ecs::GatewayResourceFailure> failures) {
  gateway.status = failures.empty() ? GatewayStatus::update_complete : GatewayStatus::update_failed;
  gateway.status_reason =
      failures.empty() ? ""
                       : std::to_string(failures.size()) + " load balancers could not be updated.";
  gateway.failures = std::move(failures);
}

/// "deletion protection must be disabled and the gateway must not have any cluster associations".
Result<Done> check_deletable(const aws::Context& context, const Gateway& gateway) {
  if (gateway.deletion_protection) {
    return invalid_parameter("The gateway " + gateway.name +
                             " cannot be deleted because deletion protection is enabled.");
  }
  const auto associations = context.store.table<GatewayAssociation>(context.world).rows();
  if (associations.starting_with(gateway.name + "/").empty()) return Done{};
  return invalid_parameter("The gateway " + gateway.name +
                           " cannot be deleted while it is associated with clusters. "
                           "Disassociate all clusters first.");
}

model::ecs::DescribeGatewayAlbConfiguration describe_configuration(const aws::Context& context,
                                                                   const Gateway& gateway) {
  const auto& kept = gateway.configuration;
  model::ecs::DescribeGatewayAlbConfiguration shown;
  shown.network_configuration = kept.network_configuration;
  shown.scheme = kept.scheme;
  shown.access_logs = kept.access_logs;
  shown.web_acl_arn = kept.web_acl_arn;
  shown.port = kept.port;
  shown.protocol = kept.protocol;
  shown.max_alb_count = kept.max_alb_count;
  shown.current_alb_count =
      static_cast<int>(balancers_of(context.store, context.world, gateway).size());
  shown.http_desync = kept.http_desync;
  shown.test_traffic_rules = kept.test_traffic_rules;
  return shown;
}

model::ecs::Gateway shown(const aws::Context& context, const Gateway& gateway) {
  model::ecs::Gateway shown;
  shown.gateway_arn = gateway_arn(context.world, gateway.name);
  shown.name = gateway.name;
  shown.status = gateway.status;
  if (!gateway.status_reason.empty()) shown.status_reason = gateway.status_reason;
  if (!gateway.failures.empty()) shown.failures = gateway.failures;
  shown.infrastructure_role_arn = gateway.infrastructure_role_arn;
  shown.deletion_protection = gateway.deletion_protection;
  shown.configuration = {.host_shared_alb = describe_configuration(context, gateway)};
  shown.access_type = access_type(gateway.configuration);
  shown.propagate_tags = gateway.propagate_tags;
  shown.tags = gateway.tags;
  shown.created_at = gateway.created_at;
  shown.updated_at = gateway.updated_at;
  return shown;
}

bool matches(const Gateway& gateway, const model::ecs::ListGatewaysRequest& request) {
  const auto names = request.names.value_or(std::vector<std::string>{});
  const auto statuses = request.status.value_or(std::vector<GatewayStatus>{});
  return (names.empty() || std::ranges::find(names, gateway.name) != names.end()) &&
         (statuses.empty() || std::ranges::find(statuses, gateway.status) != statuses.end());
}

}  // namespace

Result<model::ecs::CreateGatewayResponse> create_gateway(
    aws::Context& context, const model::ecs::CreateGatewayRequest& request) {
  using Response = model::ecs::CreateGatewayResponse;
  const auto token = client_token_of("CreateGateway", "", request, service_token_length_max);
  if (!token) return token.error();
  // "If this token matches a previous request, the service ignores the request".
  if (const auto* use = find_use(context.store, context.world, *token, context.now)) {
    const auto& made = *context.store.find<Gateway>(context.world, use->gateway);
    return answer<Response>(context, made, made.status);
  }
  auto gateway = new_gateway(context, request);
  if (!gateway) return gateway.error();
  const Gateway& made = context.store.put(context.world, *std::move(gateway));
  if (!token->empty()) {
    ClientTokenUse use{.token_digest = *token, .tasks = {}, .gateway = made.name};
    use.used_at = context.now;
    keep_use(context.store, context.world, std::move(use), context.now);
  }
  return answer<Response>(context, made, made.status);
}

Result<model::ecs::UpdateGatewayResponse> update_gateway(
    aws::Context& context, const model::ecs::UpdateGatewayRequest& request) {
  const auto found = find_gateway(context, request.gateway);
  if (!found) return found.error();
  auto gateway = updated_gateway(context, **found, request);
  if (!gateway) return gateway.error();
  note_outcome(*gateway, renew_front(context.store, context.world, *gateway));
  const Gateway& kept = context.store.put(context.world, *std::move(gateway));
  // "After a successful update request, the status is UPDATE_IN_PROGRESS."
  return answer<model::ecs::UpdateGatewayResponse>(context, kept,
                                                   GatewayStatus::update_in_progress);
}

Result<model::ecs::DeleteGatewayResponse> delete_gateway(
    aws::Context& context, const model::ecs::DeleteGatewayRequest& request) {
  const auto found = find_gateway(context, request.gateway);
  if (!found) return found.error();
  if (const auto deletable = check_deletable(context, **found); !deletable) {
    return deletable.error();
  }
  auto response =
      answer<model::ecs::DeleteGatewayResponse>(context, **found, GatewayStatus::deleted);
  context.store.erase<Gateway>(context.world, *response.name);
  return response;
}

Result<model::ecs::DescribeGatewayResponse> describe_gateway(
    aws::Context& context, const model::ecs::DescribeGatewayRequest& request) {
  const auto found = find_gateway(context, request.gateway);
  if (!found) return found.error();
  return model::ecs::DescribeGatewayResponse{.gateway = shown(context, **found)};
}

Result<model::ecs::ListGatewaysResponse> list_gateways(
    aws::Context& context, const model::ecs::ListGatewaysRequest& request) {
  constexpr std::size_t names_max = 10;
  if (request.names && request.names->size() > names_max) {
    return invalid_parameter("names cannot have more than 10 elements.");
  }
  std::vector<std::string> names;
  for (const auto& [name, gateway] : context.store.table<Gateway>(context.world).rows()) {
    if (matches(gateway, request)) names.push_back(name);
  }
  auto page = page_of(std::move(names),
                      page_request(context, request.next_token, request.max_results, 100));
  if (!page) return page.error();
  model::ecs::ListGatewaysResponse response;
  response.gateways.emplace();
  for (const std::string& name : page->items) {
    const auto& gateway = *context.store.find<Gateway>(context.world, name);
    response.gateways->push_back({.gateway_arn = gateway_arn(context.world, name),
                                  .name = name,
                                  .status = gateway.status,
                                  .created_at = gateway.created_at});
  }
  response.next_token = std::move(page->next_token);
  return response;
}

}  // namespace drydock::ecs::api
