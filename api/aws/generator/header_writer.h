#pragma once

#include <string>

#include "api/aws/generator/service_model.h"
#include "api/aws/generator/shape_graph.h"

namespace drydock::generator {

/// What the header of the service as a whole is called, beside those of its resources.
inline constexpr const char* service_header = "service_model";

/// The text of `model/<service>/service_model.h`: the service's table and the names of its errors.
std::string service_header_text(const ServiceModel& model);

/// The text of `model/<service>/<resource>.h`: the enums and structs of one resource, or of all
/// (common_resource).
std::string resource_header_text(const ServiceModel& model, const ShapeGraph& graph,
                                 const std::string& resource);

/// The text of `model/<service>.h`, which includes all of these.
std::string all_resources_text(const ServiceModel& model);

/// The text of `model/<service>_operations.inc`: a line DRYDOCK_OPERATION(service, name, input,
/// output) for each used operation; the output is `void` where it has none. For those who want the
/// types of all of them, as tests do.
std::string operations_text(const ServiceModel& model);

}  // namespace drydock::generator
