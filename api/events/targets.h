#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/events/target.h"

/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
namespace drydock::events::api {

/// Adds targets to a rule, or replaces those with their ids: all of them, or none where one is
/// refused. A target is an API destination, or an ECS cluster in which a task is to run.
Result<model::events::PutTargetsResponse> put_targets(
    aws::Context& context, const model::events::PutTargetsRequest& request);

/// One that is not there is no error.
Result<model::events::RemoveTargetsResponse> remove_targets(
    aws::Context& context, const model::events::RemoveTargetsRequest& request);

Result<model::events::ListTargetsByRuleResponse> list_targets_by_rule(
    aws::Context& context, const model::events::ListTargetsByRuleRequest& request);

}  // namespace drydock::events::api
