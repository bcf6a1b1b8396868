#pragma once

#include "emulator/base/result.h"

namespace drydock::elb {

struct HealthCheck;

/// What AWS demands of a health check besides the ranges of the service's model: a timeout shorter
/// than the interval, a path, a port that is one, a matcher of statuses within 200 to 499. It is
/// never off for targets by address or instance.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
Result<Done> check(const HealthCheck& health_check);

}  // namespace drydock::elb
