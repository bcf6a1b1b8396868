#pragma once

#include <vector>

#include "emulator/base/result.h"
#include "model/elbv2/rule.h"

/// Which requests a rule is for.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
namespace drydock::elb {

/// The fields are AWS's six, host, path, method and source at most once each, every value is in the
/// form of its field, and all together have 1 to 5 values and at most 5 wildcards. Conditions by
/// regular expressions are refused: drydock evaluates none.
Result<Done> check(const std::vector<model::elbv2::RuleCondition>& conditions);

/// The conditions as AWS tells them: those on path and host have their values in both forms.
std::vector<model::elbv2::RuleCondition> complete(
    std::vector<model::elbv2::RuleCondition> conditions);

}  // namespace drydock::elb
