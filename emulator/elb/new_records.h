#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "emulator/base/world.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

/// What new load balancers, target groups, listeners and rules are called, how many there may be,
/// and what goes with a load balancer.
namespace drydock::elb {

struct Listener;

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
inline constexpr std::size_t load_balancers_max = 50;
inline constexpr std::size_t target_groups_max = 3000;
/// Of a load balancer, its listeners' default ones left out.
inline constexpr std::size_t rules_max = 100;

/// Gives the load balancer the ARN and the DNS name, "<name>-<id>.<region>.elb.localhost", that
/// follow from its name and scheme.
void give_names(LoadBalancer& made, const World& world, IdSource& ids);
std::string new_target_group_arn(const World& world, std::string_view name, IdSource& ids);
/// "…:loadbalancer/app/N/L" as "…:listener/app/N/L/<id>".
std::string new_listener_arn(std::string load_balancer_arn, IdSource& ids);
/// "…:listener/app/N/L/X" as "…:listener-rule/app/N/L/X/<id>".
std::string new_rule_arn(const Listener& listener, IdSource& ids);

/// How many rules the load balancer has, by which `rules_max` is meant.
std::size_t count_rules(const Store& store, const World& world,
                        const std::string& load_balancer_arn);

/// Takes a load balancer away, with its listeners and their rules. Target groups stay.
void erase_load_balancer(Store& store, const World& world, const std::string& arn);

}  // namespace drydock::elb
