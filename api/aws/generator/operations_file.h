#pragma once

#include <istream>

#include "api/aws/generator/service_model.h"

namespace drydock::generator {

/// Reads what drydock says of a service's operations, `<service>.operations`, into the model:
///
///     # A comment.
///     * violations=ecs:InvalidParameterException
///
///     [task_definition]
///     RegisterTaskDefinition violations=ecs:ClientException
///
/// A line for each operation that is used stands below the resource that it is about. What AWS's
/// model does not tell of it follows its name; what holds of every operation, used or not, follows
/// a star, above all resources:
/// - `violations=STYLE:CODE`: how a request is refused that the model rules out
///   (drydock::model::ViolationStyle), and by which error; `coral:ValidationError` where nothing is
///   said. The style ec2 has codes of its own.
/// - `body_limit=NMiB`: the longest body that is read.
///
/// Throws std::runtime_error, with the number of the line, for whatever else stands there.
void read_operations_file(std::istream& file, ServiceModel& model);

}  // namespace drydock::generator
