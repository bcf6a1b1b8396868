#include "emulator/ecs/gateway/test_traffic.h"

namespace drydock::ecs {

std::optional<model::elbv2::RuleCondition> test_condition(
    const model::ecs::HostSharedAlbConfiguration& configuration) {
  const auto& rules = configuration.test_traffic_rules;
  if (!rules || !rules->header || rules->header->values.empty()) return std::nullopt;
  model::elbv2::RuleCondition condition{.field = "http-header"};
  condition.http_header_config = {.http_header_name = rules->header->name,
                                  .values = rules->header->values};
  return condition;
}

}  // namespace drydock::ecs
