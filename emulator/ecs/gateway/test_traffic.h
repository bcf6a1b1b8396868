#pragma once

#include <optional>

#include "model/ecs/gateway.h"
#include "model/elbv2/rule.h"

namespace drydock::ecs {

/// Which requests the gateway's test rules are for, beside their host names; nothing where it knows
/// no test traffic: its configuration has no header, or one without values.
std::optional<model::elbv2::RuleCondition> test_condition(
    const model::ecs::HostSharedAlbConfiguration& configuration);

}  // namespace drydock::ecs
