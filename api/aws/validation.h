#pragma once

#include <string>

#include "emulator/base/result.h"
#include "emulator/model/service.h"
#include "emulator/model/violation.h"

namespace drydock::aws {

/// Adds to `violations` what of the struct at `value` is too short, too long, too small, too great
/// or does not match its pattern. What is missing or no enumerator the decoders have told already.
void check_constraints(const model::Shape& shape, const void* value, model::Violations& violations);

/// The error for a request that has these violations, of which there is at least one, in the words
/// of the operation.
Error violation_error(const model::OperationModel& operation, const model::Violations& violations);

}  // namespace drydock::aws
