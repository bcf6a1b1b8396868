#pragma once

#include <string_view>

#include "emulator/base/result.h"

namespace drydock::elb {

/// The name of a load balancer or target group: 1 to 32 letters, digits and hyphens, none at an
/// edge. `what` is AWS's word for the thing: "Load balancer" or "Target group".
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
Result<Done> check_name(std::string_view what, std::string_view name);

}  // namespace drydock::elb
