#pragma once

#include "api/aws/form.h"
#include "emulator/base/result.h"
#include "emulator/model/shape.h"
#include "emulator/model/violation.h"

namespace drydock::aws {

/// How a list stands in a form.
enum class ListStyle {
  member,     ///< awsQuery: "Names.member.1". An empty list is "Names=".
  flattened,  ///< EC2: "VpcId.1".
};

/// Fills `value`, a struct of `shape` with nothing set, from the parameters of a form. Parameters
/// that the shape does not have are ignored. An error (MalformedInput) for a value of the wrong
/// type; what is missing or no enumerator goes to `violations`.
Result<Done> decode_form(const Form& form, ListStyle lists, const model::Shape& shape, void* value,
                         model::Violations& violations);

}  // namespace drydock::aws
