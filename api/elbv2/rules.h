#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/elbv2/rule.h"

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
namespace drydock::elb::api {

Result<model::elbv2::CreateRuleOutput> create_rule(aws::Context& context,
                                                   const model::elbv2::CreateRuleInput& request);

/// Those of a listener by priority, the default one last; or those named by ARN.
Result<model::elbv2::DescribeRulesOutput> describe_rules(
    aws::Context& context, const model::elbv2::DescribeRulesInput& request);

/// A default rule can be given other actions, as by ModifyListener, but no conditions.
Result<model::elbv2::ModifyRuleOutput> modify_rule(aws::Context& context,
                                                   const model::elbv2::ModifyRuleInput& request);

/// Gives several rules their priorities at once, so that they can trade places.
Result<model::elbv2::SetRulePrioritiesOutput> set_rule_priorities(
    aws::Context& context, const model::elbv2::SetRulePrioritiesInput& request);

Result<model::elbv2::DeleteRuleOutput> delete_rule(aws::Context& context,
                                                   const model::elbv2::DeleteRuleInput& request);

}  // namespace drydock::elb::api
