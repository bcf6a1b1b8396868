#pragma once

#include <string>

#include "emulator/base/result.h"

namespace drydock::autoscaling {

/// ValidationException.
aws::Error validation_error(std::string message);

}  // namespace drydock::autoscaling
