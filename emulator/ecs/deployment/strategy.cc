#include "emulator/ecs/deployment/strategy.h"

#include <algorithm>
#include <cmath>

#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/scheduler/service_view.h"

namespace drydock::ecs {
namespace {

using model::ecs::DeploymentConfiguration;
using model::ecs::DeploymentStrategy;

int permille(double percent) { return static_cast<int>(std::lround(percent * 10)); }

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html
Linear linear(const DeploymentConfiguration& configuration) {
  const auto given = configuration.linear_configuration.value_or(model::ecs::LinearConfiguration{});
  return {.step = permille(given.step_percent.value_or(10.0)),
          .wait = std::chrono::minutes(given.step_bake_time_in_minutes.value_or(6))};
}

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CanaryConfiguration.html
Canary canary(const DeploymentConfiguration& configuration) {
  const auto given = configuration.canary_configuration.value_or(model::ecs::CanaryConfiguration{});
  return {.first = permille(given.canary_percent.value_or(5.0)),
          .wait = std::chrono::minutes(given.canary_bake_time_in_minutes.value_or(10))};
}

struct NextShare {
  int share = 0;

  int operator()(const Rolling&) const { return all_traffic; }
  int operator()(const BlueGreen&) const { return all_traffic; }
  int operator()(const Linear& linear) const { return std::min(all_traffic, share + linear.step); }
  int operator()(const Canary& canary) const { return share == 0 ? canary.first : all_traffic; }
  int operator()(const External&) const { return share; }
};

struct Wait {
  Duration operator()(const Rolling&) const { return Duration::zero(); }
  Duration operator()(const BlueGreen&) const { return Duration::zero(); }
  Duration operator()(const Linear& linear) const { return linear.wait; }
  Duration operator()(const Canary& canary) const { return canary.wait; }
  Duration operator()(const External&) const { return Duration::zero(); }
};

}  // namespace

int next_share(const Strategy& strategy, int share) {
  return std::visit(NextShare{share}, strategy);
}

Duration wait_at_share(const Strategy& strategy, int share) {
  if (share == 0 || share >= all_traffic) return Duration::zero();
  return std::visit(Wait{}, strategy);
}

Strategy strategy_of(const DeploymentConfiguration& configuration) {
  switch (configuration.strategy.value_or(DeploymentStrategy::rolling)) {
    case DeploymentStrategy::blue_green:
      return BlueGreen{};
    case DeploymentStrategy::linear:
      return linear(configuration);
    case DeploymentStrategy::canary:
      return canary(configuration);
    case DeploymentStrategy::rolling:
      break;
  }
  return Rolling{};
}

Strategy strategy_of(const ServiceView& view) {
  if (is_governed_outside(view.service)) return External{};
  const ServiceDeployment* deployment = view.deployment;
  if (deployment == nullptr || !deployment->traffic || deployment->rollback) return Rolling{};
  if (deployment->status == model::ecs::ServiceDeploymentStatus::successful) return Rolling{};
  return strategy_of(deployment->configuration);
}

}  // namespace drydock::ecs
