#pragma once

#include <string>

#include "emulator/base/result.h"

/// The errors of Elastic Load Balancing that tell in words what is wrong with a call.
namespace drydock::elb {

aws::Error validation_error(std::string message);
aws::Error invalid_configuration(std::string message);
aws::Error invalid_action(std::string message);

}  // namespace drydock::elb
