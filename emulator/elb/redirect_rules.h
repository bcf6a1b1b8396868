#pragma once

#include "emulator/base/result.h"
#include "model/elbv2/common.h"

namespace drydock::elb {

/// What AWS demands of a redirect of an HTTP listener on `port`: each part is in form, with no
/// other placeholders than it may have, and at least one of protocol, port, host and path leads
/// elsewhere.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html
Result<Done> check_redirect(const model::elbv2::RedirectActionConfig& config, int port);

}  // namespace drydock::elb
