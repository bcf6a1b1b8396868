#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"

namespace drydock::ecs {

/// What ECS Express Mode has made around a service, and answers for until the service has ended:
/// the rest of what it tells stands in the records that are named here, and in the service's own.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-work.html
struct ExpressGateway {
  static constexpr std::string_view table = "express_gateways";
  [[nodiscard]] std::string key() const { return service; }
  /// Services that share a load balancer are found by it.
  [[nodiscard]] std::vector<std::string> index_keys() const {
    return load_balancer.empty() ? std::vector<std::string>{} : std::vector{load_balancer};
  }

  std::string service;  ///< The service's key.
  std::string infrastructure_role_arn;
  std::string endpoint;  ///< The id in its endpoint names: see elb/balancer_names.h.
  /// The ARNs of what stands before the service; empty once it has been taken down.
  std::string load_balancer;
  std::string listener;
  std::string rule;
  std::vector<std::string> target_groups;  ///< Two, which deployments take in turn.
  /// Its tasks are of a definition of the customer's, not of one made of a primary container.
  bool customer_definition = false;
  TimePoint updated_at;

  friend bool operator==(const ExpressGateway&, const ExpressGateway&) = default;
};
BOOST_DESCRIBE_STRUCT(ExpressGateway, (),
                      (service, infrastructure_role_arn, endpoint, load_balancer, listener, rule,
                       target_groups, customer_definition, updated_at))

}  // namespace drydock::ecs
