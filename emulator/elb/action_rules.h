#pragma once

#include <vector>

#include "emulator/base/result.h"
#include "model/elbv2/common.h"

/// What a listener or a rule does with a request.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
namespace drydock::elb {

/// There is one action and it is one that an HTTP listener can carry out: a forward to target
/// groups, a redirect that leads elsewhere, or a fixed response. `port` is the listener's. Whether
/// the target groups exist is for the caller to find out.
Result<Done> check(const std::vector<model::elbv2::Action>& actions, int port);

/// The actions as AWS tells them: a forward names a lone target group in both of its forms, and
/// a redirect tells the parts of the URL that it keeps.
std::vector<model::elbv2::Action> complete(std::vector<model::elbv2::Action> actions);

}  // namespace drydock::elb
