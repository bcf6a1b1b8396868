#include "emulator/ecs/placement/placement_rules.h"

#include <algorithm>
#include <optional>
#include <string>

#include "emulator/ecs/errors.h"
#include "emulator/ecs/instance/instance_attributes.h"
#include "emulator/ecs/placement/place.h"

namespace drydock::ecs {
namespace {

using model::ecs::PlacementConstraintType;
using model::ecs::PlacementStrategyType;

constexpr std::size_t constraints_max = 10;
constexpr std::size_t strategies_max = 5;

/// AWS's own words for a malformed expression are not documented.
std::optional<std::string> fault_of_expression(const std::optional<std::string>& expression) {
  if (!expression || expression->empty()) return "A memberOf constraint needs an expression.";
  const auto query = ClusterQuery::parse(*expression);
  if (query) return std::nullopt;
  return "Invalid expression '" + *expression + "': " + query.error() + ".";
}

bool is_field_of_spread(const std::string& field) {
  return field == "instanceId" || field == "host" ||
         (field.starts_with(attribute_prefix) && field.size() > attribute_prefix.size());
}

Result<Done> check(const model::ecs::PlacementStrategy& strategy) {
  const std::string field = strategy.field.value_or("");
  if (!strategy.type) return invalid_parameter("A placement strategy needs a type.");
  if (strategy.type == PlacementStrategyType::random && !field.empty()) {
    return invalid_parameter("The placement strategy random has no field.");
  }
  if (strategy.type == PlacementStrategyType::spread && !is_field_of_spread(field)) {
    return invalid_parameter(
        "The field of the placement strategy spread must be instanceId, host or attribute:NAME.");
  }
  if (strategy.type == PlacementStrategyType::binpack && !packed_resource(field)) {
    return invalid_parameter("The field of the placement strategy binpack must be cpu or memory.");
  }
  return Done{};
}

}  // namespace

Result<Done> check(const std::vector<model::ecs::PlacementConstraint>& constraints) {
  if (constraints.size() > constraints_max) {
    return invalid_parameter("At most 10 placement constraints may be given.");
  }
  for (const auto& constraint : constraints) {
    if (!constraint.type) return invalid_parameter("A placement constraint needs a type.");
    if (constraint.type == PlacementConstraintType::distinct_instance) {
      // The message is AWS's: https://github.com/hashicorp/terraform/issues/11471
      if (constraint.expression) {
        return invalid_parameter("distinctInstance expression should not be specified.");
      }
    } else if (const auto fault = fault_of_expression(constraint.expression)) {
      return invalid_parameter(*fault);
    }
  }
  return Done{};
}

Result<Done> check(const std::vector<model::ecs::TaskDefinitionPlacementConstraint>& constraints) {
  if (constraints.size() > constraints_max) {
    return client_error("At most 10 placement constraints may be given.");
  }
  for (const auto& constraint : constraints) {
    if (!constraint.type) return client_error("A placement constraint needs a type.");
    if (const auto fault = fault_of_expression(constraint.expression)) return client_error(*fault);
  }
  return Done{};
}

Result<Done> check(const std::vector<model::ecs::PlacementStrategy>& strategies) {
  if (strategies.size() > strategies_max) {
    return invalid_parameter("At most 5 placement strategies may be given.");
  }
  for (const auto& strategy : strategies) {
    if (const auto checked = check(strategy); !checked) return checked;
  }
  return Done{};
}

}  // namespace drydock::ecs
