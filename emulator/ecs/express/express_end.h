#pragma once

#include <string_view>

#include "emulator/autoscaling/scaling.h"

namespace drydock::ecs {

/// The service has ended: what Express Mode made around it goes, but for its task definitions and,
/// as long as other services need it, its load balancer. Does nothing for any other service.
void end_gateway(const autoscaling::Scaling& scaling, std::string_view service_key);

}  // namespace drydock::ecs
