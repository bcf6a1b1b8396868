#pragma once

#include <string>

#include "api/aws/context.h"
#include "emulator/base/result.h"

namespace drydock::ecs {
struct Daemon;
}

namespace drydock::ecs::api {

/// The daemon with this ARN, whatever its status, in a cluster that is ACTIVE.
Result<const Daemon*> find_daemon(const aws::Context& context, const std::string& arn);

}  // namespace drydock::ecs::api
