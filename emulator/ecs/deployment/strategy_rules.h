#pragma once

#include "emulator/base/result.h"

namespace drydock::ecs {

struct Service;

/// What AWS demands of a service's deployment strategy: its percents and times, its lifecycle
/// hooks, and that each load balancer of a service whose deployments shift traffic has an alternate
/// target group and a production rule. In AWS's words where they are known, an
/// InvalidParameterException. Whether what is named there exists is for the caller to find out.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AdvancedConfiguration.html
Result<Done> check_strategy(const Service& service);

}  // namespace drydock::ecs
