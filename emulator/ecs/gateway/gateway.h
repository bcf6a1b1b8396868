#pragma once

#include <boost/describe/class.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "model/ecs/common.h"
#include "model/ecs/gateway.h"

namespace drydock::ecs {

/// A load balancer that a gateway has made, with its one listener.
struct GatewayBalancer {
  std::string load_balancer;  ///< Its ARN.
  std::string listener;       ///< Its ARN.

  friend bool operator==(const GatewayBalancer&, const GatewayBalancer&) = default;
};
BOOST_DESCRIBE_STRUCT(GatewayBalancer, (), (load_balancer, listener))

/// A way into the services of its clusters: load balancers that they share, with a host name for
/// each. It has no load balancer before its first route, and none after its last.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/gateway-managing.html
struct Gateway {
  static constexpr std::string_view table = "gateways";
  [[nodiscard]] std::string key() const { return name; }

  std::string name;
  model::ecs::GatewayStatus status = model::ecs::GatewayStatus::active;
  std::string status_reason;  ///< Of UPDATE_FAILED, as the failures are.
  std::vector<model::ecs::GatewayResourceFailure> failures;
  std::string infrastructure_role_arn;
  bool deletion_protection = true;
  /// As given, completed with the defaults; see gateway_rules.h.
  model::ecs::HostSharedAlbConfiguration configuration;
  model::ecs::PropagateGatewayTags propagate_tags = model::ecs::PropagateGatewayTags::gateway;
  std::vector<GatewayBalancer> balancers;  ///< The oldest first.
  std::vector<model::ecs::Tag> tags;
  TimePoint created_at;
  TimePoint updated_at;

  friend bool operator==(const Gateway&, const Gateway&) = default;
};
BOOST_DESCRIBE_STRUCT(Gateway, (),
                      (name, status, status_reason, failures, infrastructure_role_arn,
                       deletion_protection, configuration, propagate_tags, balancers, tags,
                       created_at, updated_at))

/// That the services of a cluster may be reached through a gateway. DISASSOCIATING it serves those
/// that it has a route to, and no others; with the last route it goes.
struct GatewayAssociation {
  static constexpr std::string_view table = "gateway_associations";
  [[nodiscard]] std::string key() const { return gateway + "/" + cluster; }
  [[nodiscard]] std::string index_key() const { return cluster; }

  std::string gateway;  ///< Its name.
  std::string cluster;  ///< Its name.
  model::ecs::GatewayClusterAssociationStatus status =
      model::ecs::GatewayClusterAssociationStatus::active;

  friend bool operator==(const GatewayAssociation&, const GatewayAssociation&) = default;
};
BOOST_DESCRIBE_STRUCT(GatewayAssociation, (), (gateway, cluster, status))

/// "A single cluster can be associated with up to 5 gateways."
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AssociateGatewayWithCluster.html
inline constexpr std::size_t gateways_per_cluster_max = 5;
/// So many gateways a region has at most. AWS documents no number.
inline constexpr std::size_t gateways_max = 100;

}  // namespace drydock::ecs
