#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "model/ecs/common.h"

/// Which gateways a service is connected to, and which load balancer of one takes it: values in,
/// values out.
namespace drydock::ecs {

/// A gateway with an ACTIVE association with the service's cluster.
struct GatewayCandidate {
  std::string name;
  model::ecs::AccessType access_type = model::ecs::AccessType::public_;
  std::set<std::string> zones;  ///< Of its subnets.
};

/// What a service asks for.
struct GatewayWish {
  std::string cluster;                                 ///< Its name.
  std::vector<model::ecs::AccessType> access_types{};  ///< None stands for all.
  std::set<std::string> zones;                         ///< Of its subnets.
};

/// The names of all candidates that are compatible: of an access type that is asked for, and in
/// every zone of the service. There is one VPC, so that all are in the service's. None is an
/// InvalidParameterException.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/gateway-troubleshooting.html
Result<std::vector<std::string>> compatible_gateways(
    const std::vector<GatewayCandidate>& candidates, const GatewayWish& wish);

/// One of a gateway's load balancers, in the order of their age.
struct BalancerLoad {
  std::size_t routes = 0;
  std::size_t rules = 0;  ///< A client's own among them.
};

/// Where a new route goes.
struct BalancerChoice {
  enum class Kind { present, one_more, none };
  Kind kind = Kind::none;
  std::size_t at = 0;  ///< The place of the present one.

  friend bool operator==(const BalancerChoice&, const BalancerChoice&) = default;
};

/// The oldest load balancer with room for a route of two rules; one more where all are full and
/// there are fewer than `most`.
BalancerChoice choose_balancer(const std::vector<BalancerLoad>& loads, std::size_t most);

}  // namespace drydock::ecs
