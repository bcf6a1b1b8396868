#pragma once

#include <string>

#include "api/aws/generator/service_model.h"
#include "api/aws/generator/shape_graph.h"

namespace drydock::generator {

/// The text of `model/<service>.h`: enums, structs, error names and the ways to their tables.
std::string header_text(const ServiceModel& model, const ShapeGraph& graph);

}  // namespace drydock::generator
