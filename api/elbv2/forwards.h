#pragma once

#include <string>
#include <vector>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/elbv2.h"

namespace drydock::elb::api {

/// The actions are ones that a listener of this load balancer may have: each is right in itself,
/// and every target group that one forwards to is there and belongs to no other load balancer.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
Result<Done> check_actions(const aws::Context& context, const std::string& load_balancer_arn,
                           const std::vector<model::elbv2::Action>& actions);

}  // namespace drydock::elb::api
