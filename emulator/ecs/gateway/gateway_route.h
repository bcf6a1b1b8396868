#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "model/ecs/gateway.h"
#include "model/ecs/service.h"

namespace drydock::ecs {

/// A service behind a gateway: its host name, and what stands before its tasks. A service keeps its
/// route, and with it its host name, from revision to revision, as long as it wants one.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_GatewayRoute.html
struct GatewayRoute {
  static constexpr std::string_view table = "gateway_routes";
  [[nodiscard]] std::string key() const { return gateway + "/" + id; }
  /// A route is found by its service, and by its load balancer.
  [[nodiscard]] std::vector<std::string> index_keys() const { return {service, load_balancer}; }
  /// The two names in the service's key.
  [[nodiscard]] std::string_view cluster() const {
    return std::string_view(service).substr(0, service.find('/'));
  }
  [[nodiscard]] std::string_view service_name() const {
    return std::string_view(service).substr(service.find('/') + 1);
  }

  std::string id;
  std::string gateway;    ///< Its name.
  std::string service;    ///< The service's key.
  std::string port_name;  ///< Of the newest revision.
  model::ecs::GatewayRouteStatus status = model::ecs::GatewayRouteStatus::active;
  std::string endpoint;  ///< The id in its host names: see elb/balancer_names.h.
  /// The ARNs of what stands before the service.
  std::string load_balancer;
  std::string listener;
  std::string rule;
  std::string test_rule;  ///< There is a rule of it while the gateway knows test traffic.
  std::vector<std::string> target_groups;  ///< Two, which deployments take in turn.
  TimePoint created_at;

  friend bool operator==(const GatewayRoute&, const GatewayRoute&) = default;
};
BOOST_DESCRIBE_STRUCT(GatewayRoute, (),
                      (id, gateway, service, port_name, status, endpoint, load_balancer, listener,
                       rule, test_rule, target_groups, created_at))

/// The route as the tasks of a service are registered with it, with this port of this container.
model::ecs::LoadBalancer load_balancer_of(const GatewayRoute& route, std::string container,
                                          int port);

}  // namespace drydock::ecs
