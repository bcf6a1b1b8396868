#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "model/ecs/common.h"

namespace drydock::ecs {

using CapacityProviderStrategy = std::vector<model::ecs::CapacityProviderStrategyItem>;

/// Whether what is launched so runs on Fargate: its capacity providers are the only ones here.
bool is_fargate(const std::optional<model::ecs::LaunchType>& launch_type,
                const CapacityProviderStrategy& strategy);

/// Launch type or strategy as they are given; where neither is, the cluster's default strategy, and
/// where that has no provider the launch type EC2.
void choose_capacity(std::optional<model::ecs::LaunchType>& launch_type,
                     CapacityProviderStrategy& strategy, const CapacityProviderStrategy& preset);

/// Whether drydock has every provider (FARGATE and FARGATE_SPOT), at most one item has a base, and
/// some item has a weight.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
Result<Done> check(const CapacityProviderStrategy& strategy);

/// The provider of each of `count` tasks: first the base, then the rest by weight, so that of
/// weights 1 and 3 every fourth task is the first one's. The strategy has passed `check`.
std::vector<std::string> distribute(const CapacityProviderStrategy& strategy, int count);

}  // namespace drydock::ecs
