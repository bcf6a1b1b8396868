#include "api/aws/generator/access_writer.h"

#include <set>

namespace drydock::generator {
namespace {

// The C++ types that some struct holds in a std::optional.
std::set<std::string> optional_types(const ServiceModel& model, const ShapeGraph& graph) {
  std::set<std::string> types;
  for (const ShapeModel* shape : graph.shapes()) {
    for (const ShapeRef& member : shape->members) {
      if (!member.required) types.insert(graph.cpp_type(model.shape(member.shape)));
    }
  }
  return types;
}

std::string access_expression(const ServiceModel& model, const ShapeGraph& graph,
                              const ShapeModel& shape, bool in_optional) {
  std::string inner;
  if (shape.type == "list" || shape.type == "map") {
    inner = shape.type + "_access<" + graph.cpp_type(model.shape(shape.element->shape)) + ">()";
  }
  if (!in_optional) return inner;
  return "optional_access<" + graph.cpp_type(shape) + ">(" + inner + ")";
}

}  // namespace

AccessNames::AccessNames(const ServiceModel& model, const ShapeGraph& graph)
    : graph_(graph),
      by_type_{{"std::string", "&string_access"},
               {"std::int32_t", "&integer_access"},
               {"std::int64_t", "&long_integer_access"},
               {"double", "&floating_access"},
               {"bool", "&boolean_access"},
               {"drydock::TimePoint", "&timestamp_access"},
               {"drydock::Bytes", "&blob_access"},
               {"model::Document", "&document_access"},
               {"std::vector<std::string>", "&string_list_access"},
               {"std::map<std::string, std::string>", "&string_map_access"},
               {"std::map<std::string, std::int32_t>", "&integer_map_access"}} {
  const auto in_optional = optional_types(model, graph);
  for (const ShapeModel* shape : graph.shapes()) {
    const std::string type = graph.cpp_type(*shape);
    if (by_type_.contains(type)) continue;
    const auto expression = access_expression(model, graph, *shape, in_optional.contains(type));
    const std::string name = "access_" + shape->name;
    if (!shape->enumerators.empty()) {
      by_type_[type] = "&enumeration_access";
    } else if (expression.empty()) {
      by_type_[type] = "nullptr";
    } else {
      by_type_[type] = "&" + name;
      made_.emplace_back(name, expression);
    }
  }
}

const std::string& AccessNames::address(const ShapeModel& shape) const {
  return by_type_.at(graph_.cpp_type(shape));
}

}  // namespace drydock::generator
