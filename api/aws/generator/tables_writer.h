#pragma once

#include <string>
#include <vector>

#include "api/aws/generator/access_writer.h"
#include "api/aws/generator/service_model.h"
#include "api/aws/generator/shape_graph.h"

namespace drydock::generator {

/// The text of `model/<service>_tables.cc`: shapes, members, constraints, errors, operations.
std::string tables_text(const ServiceModel& model, const ShapeGraph& graph,
                        const AccessNames& access);

/// The text of `model/services.cc`: the list of all services.
std::string services_text(std::vector<std::string> service_names);

}  // namespace drydock::generator
