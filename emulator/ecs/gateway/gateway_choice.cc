#include "emulator/ecs/gateway/gateway_choice.h"

#include <algorithm>

#include "emulator/ecs/errors.h"
#include "emulator/ecs/gateway/front_parts.h"
#include "emulator/elb/new_records.h"

namespace drydock::ecs {
namespace {

constexpr std::size_t rules_per_route = 2;

bool has_access_type(const GatewayCandidate& candidate, const GatewayWish& wish) {
  return wish.access_types.empty() ||
         std::ranges::find(wish.access_types, candidate.access_type) != wish.access_types.end();
}

}  // namespace

// The words before the cluster's name are AWS's, as its guide quotes them; those of the zones are
// drydock's.
Result<std::vector<std::string>> compatible_gateways(
    const std::vector<GatewayCandidate>& candidates, const GatewayWish& wish) {
  if (candidates.empty()) {
    return invalid_parameter(
        "gatewayConnectors were specified but no gateways are associated with cluster " +
        wish.cluster + ".");
  }
  std::vector<std::string> names;
  bool any_of_type = false;
  for (const GatewayCandidate& candidate : candidates) {
    if (!has_access_type(candidate, wish)) continue;
    any_of_type = true;
    if (std::ranges::includes(candidate.zones, wish.zones)) names.push_back(candidate.name);
  }
  if (!any_of_type) {
    return invalid_parameter("none of the gateways associated with cluster " + wish.cluster +
                             " match the access types of the service's gateway connector.");
  }
  if (names.empty()) {
    return invalid_parameter("none of the gateways associated with cluster " + wish.cluster +
                             " cover every Availability Zone of the service's subnets.");
  }
  return names;
}

BalancerChoice choose_balancer(const std::vector<BalancerLoad>& loads, std::size_t most) {
  using Kind = BalancerChoice::Kind;
  for (std::size_t at = 0; at < loads.size(); ++at) {
    const BalancerLoad& load = loads[at];
    if (load.routes >= services_per_load_balancer_max) continue;
    if (load.rules + rules_per_route <= elb::rules_max) return {.kind = Kind::present, .at = at};
  }
  return {.kind = loads.size() < most ? Kind::one_more : Kind::none};
}

}  // namespace drydock::ecs
