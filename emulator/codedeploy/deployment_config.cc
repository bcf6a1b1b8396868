#include "emulator/codedeploy/deployment_config.h"

#include <algorithm>

#include "emulator/base/joined.h"
#include "model/codedeploy/service_model.h"

namespace drydock::codedeploy {
namespace {

using model::codedeploy::TrafficRoutingConfig;
using model::codedeploy::TrafficRoutingType;

constexpr int longest_wait_minutes = 2880;

TrafficRoutingConfig all_at_once() { return {.type = TrafficRoutingType::all_at_once}; }

TrafficRoutingConfig canary(int percent, int minutes) {
  return {.type = TrafficRoutingType::time_based_canary,
          .time_based_canary = model::codedeploy::TimeBasedCanary{.canary_percentage = percent,
                                                                  .canary_interval = minutes}};
}

TrafficRoutingConfig linear(int percent, int minutes) {
  return {.type = TrafficRoutingType::time_based_linear,
          .time_based_linear = model::codedeploy::TimeBasedLinear{.linear_percentage = percent,
                                                                  .linear_interval = minutes}};
}

/// AWS's own are older than drydock; their ids are the same everywhere.
DeploymentConfig predefined(std::string_view name, std::string_view last_digit,
                            TrafficRoutingConfig routing) {
  return {.name = joined({"CodeDeployDefault.", name}),
          .id = joined({"00000000-0000-0000-0000-00000000000", last_digit}),
          .created_at = {},
          .routing = routing};
}

aws::Error invalid(std::string message) {
  return {model::codedeploy::error::invalid_traffic_routing_configuration_exception,
          std::move(message)};
}

Result<Done> check_step(std::string_view kind, std::optional<int> percent,
                        std::optional<int> minutes) {
  if (!percent || *percent < 1 || *percent > 99) {
    return invalid(joined({"The percentage of a ", kind, " must be between 1 and 99."}));
  }
  if (!minutes || *minutes < 1 || *minutes > longest_wait_minutes) {
    return invalid(joined({"The interval of a ", kind, " must be between 1 and 2880 minutes."}));
  }
  return Done{};
}

}  // namespace

const std::vector<DeploymentConfig>& predefined_configs() {
  static const std::vector<DeploymentConfig> all = {
      predefined("ECSAllAtOnce", "1", all_at_once()),
      predefined("ECSCanary10Percent15Minutes", "2", canary(10, 15)),
      predefined("ECSCanary10Percent5Minutes", "3", canary(10, 5)),
      predefined("ECSLinear10PercentEvery1Minutes", "4", linear(10, 1)),
      predefined("ECSLinear10PercentEvery3Minutes", "5", linear(10, 3))};
  return all;
}

Result<DeploymentConfig> find_config(const Store& store, const World& world,
                                     const std::string& name) {
  const auto given = std::ranges::find(predefined_configs(), name, &DeploymentConfig::name);
  if (given != predefined_configs().end()) return *given;
  const auto* own = store.find<DeploymentConfig>(world, name);
  if (own != nullptr) return *own;
  return aws::Error(model::codedeploy::error::deployment_config_does_not_exist_exception,
                    "No Deployment Configuration found for name: " + name);
}

Result<Done> check(const TrafficRoutingConfig& routing) {
  if (!routing.type) return invalid("The traffic routing configuration has no type.");
  switch (*routing.type) {
    case TrafficRoutingType::all_at_once:
      if (!routing.time_based_canary && !routing.time_based_linear) return Done{};
      return invalid("AllAtOnce takes neither timeBasedCanary nor timeBasedLinear.");
    case TrafficRoutingType::time_based_canary:
      if (!routing.time_based_canary || routing.time_based_linear) {
        return invalid("TimeBasedCanary takes timeBasedCanary, and nothing else.");
      }
      return check_step("canary", routing.time_based_canary->canary_percentage,
                        routing.time_based_canary->canary_interval);
    case TrafficRoutingType::time_based_linear:
      break;
  }
  if (!routing.time_based_linear || routing.time_based_canary) {
    return invalid("TimeBasedLinear takes timeBasedLinear, and nothing else.");
  }
  return check_step("linear", routing.time_based_linear->linear_percentage,
                    routing.time_based_linear->linear_interval);
}

ecs::Strategy strategy_of(const TrafficRoutingConfig& routing) {
  constexpr int tenths = 10;
  if (const auto& canary = routing.time_based_canary) {
    return ecs::Canary{.first = *canary->canary_percentage * tenths,
                       .wait = std::chrono::minutes(*canary->canary_interval)};
  }
  if (const auto& linear = routing.time_based_linear) {
    return ecs::Linear{.step = *linear->linear_percentage * tenths,
                       .wait = std::chrono::minutes(*linear->linear_interval)};
  }
  return ecs::BlueGreen{};
}

}  // namespace drydock::codedeploy
