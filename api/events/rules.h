#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/events/rule.h"

/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
namespace drydock::events::api {

/// Makes a rule, or replaces what is there but for its targets and its tags.
Result<model::events::PutRuleResponse> put_rule(aws::Context& context,
                                                const model::events::PutRuleRequest& request);

/// A rule that is not there is no error; one with targets stays.
Result<Done> delete_rule(aws::Context& context, const model::events::DeleteRuleRequest& request);

Result<model::events::DescribeRuleResponse> describe_rule(
    aws::Context& context, const model::events::DescribeRuleRequest& request);

Result<model::events::ListRulesResponse> list_rules(aws::Context& context,
                                                    const model::events::ListRulesRequest& request);

/// The rules that have a target with this ARN.
Result<model::events::ListRuleNamesByTargetResponse> list_rule_names_by_target(
    aws::Context& context, const model::events::ListRuleNamesByTargetRequest& request);

Result<Done> enable_rule(aws::Context& context, const model::events::EnableRuleRequest& request);
Result<Done> disable_rule(aws::Context& context, const model::events::DisableRuleRequest& request);

}  // namespace drydock::events::api
