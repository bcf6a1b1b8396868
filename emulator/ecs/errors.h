#pragma once

#include <string>

#include "emulator/base/result.h"

/// The errors of ECS that tell in words what is wrong with a call.
namespace drydock::ecs {

aws::Error client_error(std::string message);
aws::Error invalid_parameter(std::string message);

}  // namespace drydock::ecs
