#pragma once

#include <string>

#include "api/aws/generator/service_model.h"
#include "api/aws/generator/shape_graph.h"

namespace drydock::generator {

/// The text of `model/<service>.h`: enums, structs, error names and the ways to their tables.
std::string header_text(const ServiceModel& model, const ShapeGraph& graph);

/// The text of `model/<service>_operations.inc`: a line DRYDOCK_OPERATION(service, name, input,
/// output) for each operation; the output is `void` where it has none. For those who want the types
/// of all operations, as tests do.
std::string operations_text(const ServiceModel& model);

}  // namespace drydock::generator
