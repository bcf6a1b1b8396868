#pragma once

#include <string>

#include "emulator/base/result.h"

/// The errors of ECS that tell in words what is wrong with a call.
namespace drydock::ecs {

aws::Error client_error(std::string message);
aws::Error invalid_parameter(std::string message);
/// What AWS has and drydock has not: an UnsupportedFeatureException that says so.
aws::Error not_emulated(const std::string& what);

}  // namespace drydock::ecs
