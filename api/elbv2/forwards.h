#pragma once

#include <string>
#include <vector>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/elbv2/common.h"

namespace drydock::elb::api {

/// The actions are ones that a listener of this load balancer on this port may have: each is right
/// in itself, every target group that one forwards to is there and belongs to no other load
/// balancer, and this one has not more than 100 of them.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
Result<Done> check_actions(const aws::Context& context, const std::string& load_balancer_arn,
                           int port, const std::vector<model::elbv2::Action>& actions);

}  // namespace drydock::elb::api
