#include "emulator/ecs/capacity_providers.h"

#include <algorithm>
#include <cstdint>

#include "emulator/base/sums.h"
#include "emulator/ecs/errors.h"

namespace drydock::ecs {
namespace {

using model::ecs::CapacityProviderStrategyItem;

/// The item that is furthest behind the share its weight gives it; the earlier one of equals.
std::size_t next_by_weight(const CapacityProviderStrategy& strategy,
                           const std::vector<int>& placed) {
  std::size_t best = 0;
  bool found = false;
  for (std::size_t i = 0; i < strategy.size(); ++i) {
    const int weight = strategy[i].weight.value_or(0);
    if (weight == 0) continue;
    const int best_weight = strategy[best].weight.value_or(0);
    // placed/weight < best_placed/best_weight, without a division.
    if (!found || capped_product(placed[i], best_weight) < capped_product(placed[best], weight)) {
      best = i;
    }
    found = true;
  }
  return best;
}

}  // namespace

bool is_fargate(const std::optional<model::ecs::LaunchType>& launch_type,
                const CapacityProviderStrategy& strategy) {
  return launch_type == model::ecs::LaunchType::fargate || !strategy.empty();
}

void choose_capacity(std::optional<model::ecs::LaunchType>& launch_type,
                     CapacityProviderStrategy& strategy, const CapacityProviderStrategy& preset) {
  if (launch_type || !strategy.empty()) return;
  strategy = preset;
  if (strategy.empty()) launch_type = model::ecs::LaunchType::ec2;
}

Result<Done> check(const CapacityProviderStrategy& strategy) {
  int bases = 0;
  std::int64_t weights = 0;
  for (const CapacityProviderStrategyItem& item : strategy) {
    if (item.capacity_provider != "FARGATE" && item.capacity_provider != "FARGATE_SPOT") {
      return invalid_parameter("The specified capacity provider '" + item.capacity_provider +
                               "' was not found. Specify a valid name or ARN and try again.");
    }
    bases += item.base.value_or(0) > 0 ? 1 : 0;
    weights = capped_sum(weights, item.weight.value_or(0));
  }
  if (bases > 1) {
    return invalid_parameter(
        "Only one capacity provider in a capacity provider strategy can have a base defined.");
  }
  if (weights == 0) {
    return invalid_parameter(
        "At least one capacity provider in a capacity provider strategy must have a weight "
        "greater than 0.");
  }
  return Done{};
}

std::vector<std::string> distribute(const CapacityProviderStrategy& strategy, int count) {
  std::vector<std::string> providers;
  const auto wanted = static_cast<std::size_t>(count);
  for (const auto& item : strategy) {
    for (int i = 0; i < item.base.value_or(0) && providers.size() < wanted; ++i) {
      providers.push_back(item.capacity_provider);
    }
  }
  std::vector<int> placed(strategy.size());
  while (providers.size() < wanted) {
    const std::size_t next = next_by_weight(strategy, placed);
    ++placed[next];
    providers.push_back(strategy[next].capacity_provider);
  }
  return providers;
}

}  // namespace drydock::ecs
