#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/elb/health_check.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

/// The parts of what ECS itself puts before a service, be it one of Express Mode or one behind a
/// gateway: a load balancer that others share, rules for the service's host names, target groups.
namespace drydock::ecs {

/// So many services share a load balancer at most: on AWS each has a certificate, and a load
/// balancer takes 25.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-overview.html
inline constexpr std::size_t services_per_load_balancer_max = 25;

using ElbTags = std::map<std::string, std::string>;
/// What a client can tell these things by.
ElbTags managed_tags();

/// A refusal of Elastic Load Balancing as an InvalidParameterException, in the same words.
Result<Done> in_words_of_ecs(const Result<Done>& checked);

/// Puts the load balancer, which gets its names here and the default VPC, and its one listener: of
/// HTTP on port 80, which answers 404 to whatever no rule is for. Returns that.
const elb::Listener& put_shared_balancer(Store& store, const World& world,
                                         elb::LoadBalancer balancer, IdSource& ids, TimePoint now);

/// What is wanted of a target group.
struct NewTargetGroup {
  int port = 80;  ///< The container's.
  elb::HealthCheck health_check;
  ElbTags tags;
};
/// Puts a group of addresses; its ARN.
std::string put_target_group(Store& store, const World& world, const NewTargetGroup& wanted,
                             IdSource& ids, TimePoint now);

/// The conditions of a rule for the endpoint's host names, with what else must be so.
std::vector<model::elbv2::RuleCondition> endpoint_conditions(
    const World& world, std::string_view endpoint, std::vector<model::elbv2::RuleCondition> more);

/// What is wanted of a rule.
struct NewRule {
  std::string arn;  ///< See elb::new_rule_arn.
  std::string listener;
  int least_priority = 1;  ///< It gets the least that is free from here on.
  std::string endpoint;    ///< The id in the host names that it is for.
  std::vector<model::elbv2::RuleCondition> conditions;  ///< What else must be so.
  std::vector<elb::Share> shares;
  ElbTags tags;
};
void put_endpoint_rule(Store& store, const World& world, NewRule wanted);

/// Takes away those target groups that nothing forwards to: a client may have made use of them.
void erase_unused_groups(Store& store, const World& world, const std::vector<std::string>& groups);

/// The id in a new endpoint's names: two letters of the service's name, and 32 digits.
std::string new_endpoint(std::string_view service_name, IdSource& ids);

}  // namespace drydock::ecs
