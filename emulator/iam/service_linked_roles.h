#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"

namespace drydock::iam {

/// A role that an AWS service keeps for itself.
struct ServiceLinkedRole {
  std::string name;
  std::string path;  ///< "/aws-service-role/ecs.amazonaws.com/"
  std::string id;    ///< "AROA…"
  std::string arn;
  std::string trust_policy;  ///< JSON.
};

/// When every account was opened, as far as IAM tells.
inline constexpr TimePoint account_opened_at{std::chrono::seconds(1'500'000'000)};

/// The roles of the services that drydock emulates, by name. AWS makes them with the first cluster
/// and the first load balancer; here an account has them from the start.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-service-linked-roles.html
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html
std::vector<ServiceLinkedRole> service_linked_roles(const World& world);

}  // namespace drydock::iam
