#include "emulator/ecs/deployment/traffic_routing.h"

#include <algorithm>
#include <array>

#include "emulator/ecs/deployment/strategy.h"
#include "emulator/ecs/deployment/traffic_shift.h"
#include "emulator/elb/traffic_split.h"

namespace drydock::ecs {
namespace {

using model::ecs::LoadBalancer;

std::string alternate_of(const LoadBalancer& load_balancer) {
  const auto& advanced = load_balancer.advanced_configuration;
  return advanced ? advanced->alternate_target_group_arn.value_or("") : std::string();
}

/// The one of the load balancer's two target groups that is not `group`.
std::string other_than(const std::string& group, const LoadBalancer& load_balancer) {
  const std::string first = load_balancer.target_group_arn.value_or("");
  return group == first ? alternate_of(load_balancer) : first;
}

/// Where the revision's tasks are, if that is one of this load balancer's groups.
std::string group_of(const ServiceRevision& revision, const LoadBalancer& load_balancer) {
  for (const std::string& group : revision.target_groups) {
    if (group == load_balancer.target_group_arn || group == alternate_of(load_balancer)) {
      return group;
    }
  }
  return load_balancer.target_group_arn.value_or("");
}

}  // namespace

std::vector<std::string> choose_target_groups(const ServiceRevision& revision,
                                              const ServiceRevision* before, bool shifts) {
  const bool has_choice = std::ranges::any_of(
      revision.load_balancers, [](const LoadBalancer& one) { return !alternate_of(one).empty(); });
  std::vector<std::string> chosen;
  if (!has_choice) return chosen;
  for (const LoadBalancer& load_balancer : revision.load_balancers) {
    std::string group = load_balancer.target_group_arn.value_or("");
    if (before != nullptr) group = group_of(*before, load_balancer);
    const bool moves = before != nullptr && shifts && !alternate_of(load_balancer).empty();
    chosen.push_back(moves ? other_than(group, load_balancer) : group);
  }
  return chosen;
}

void route_traffic(Store& store, const World& world, const ServiceRevision& revision,
                   int production, int test) {
  for (std::size_t at = 0; at < revision.target_groups.size(); ++at) {
    const LoadBalancer& load_balancer = revision.load_balancers[at];
    if (alternate_of(load_balancer).empty()) continue;
    const std::string& group = revision.target_groups[at];
    const std::string other = other_than(group, load_balancer);
    const auto split = [&](const std::optional<std::string>& rule, int share) {
      if (!rule) return;
      const std::array<elb::Portion, 2> portions = {elb::Portion{group, share},
                                                    elb::Portion{other, all_traffic - share}};
      elb::split_traffic(store, world, *rule, portions);
    };
    split(load_balancer.advanced_configuration->production_listener_rule, production);
    split(load_balancer.advanced_configuration->test_listener_rule, test);
  }
}

}  // namespace drydock::ecs
