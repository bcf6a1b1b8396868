#include "api/aws/generator/header_writer.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "api/aws/generator/names.h"

namespace drydock::generator {
namespace {

constexpr auto kIncludes = R"(
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/bytes.h"
#include "emulator/base/time.h"
#include "emulator/model/document.h"
#include "emulator/model/equality.h"
#include "emulator/model/shape.h"
)";

std::string beginning(const ServiceModel& model) {
  return "// Made by api/aws/generator from api/aws/model/" + model.name + ".json.\n#pragma once\n";
}

bool is_enum(const ShapeModel& shape) { return !shape.enumerators.empty(); }

void write_enum(std::ostream& out, const ShapeModel& shape) {
  out << "enum class " << shape.name << " : std::uint16_t {\n";
  for (const auto& name : enumerator_names(shape.enumerators)) out << "  " << name << ",\n";
  out << "};\n\n";
}

// Only what would be left without a value gets one: `{}` on each member costs every includer time.
const char* initializer(const std::string& type, bool required) {
  return required && !type.starts_with("std::") ? "{}" : "";
}

void write_struct(std::ostream& out, const ServiceModel& model, const ShapeGraph& graph,
                  const ShapeModel& shape) {
  out << "struct " << shape.name << " {\n";
  for (const auto& member : shape.members) {
    const std::string type = graph.cpp_type(model.shape(member.shape));
    out << "  " << (member.required ? type : "std::optional<" + type + ">") << ' '
        << snake_case(member.name) << initializer(type, member.required) << ";\n";
  }
  out << "};\n\n";
}

void write_error_names(std::ostream& out, const ServiceModel& model) {
  out << "/// The errors of the model, for aws::Error's code.\nnamespace error {\n";
  for (const auto& [name, shape] : model.shapes) {
    if (!shape.error) continue;
    out << "inline constexpr std::string_view " << snake_case(name) << " = " << literal(name)
        << ";\n";
  }
  out << "}  // namespace error\n\n";
}

/// The shapes of a resource that C++ has a type for.
std::vector<const ShapeModel*> types_of(const ShapeGraph& graph, const std::string& resource) {
  std::vector<const ShapeModel*> found;
  for (const ShapeModel* shape : graph.shapes()) {
    if (has_type(*shape) && graph.resource(*shape) == resource) found.push_back(shape);
  }
  return found;
}

void write_includes(std::ostream& out, const ServiceModel& model,
                    const std::vector<std::string>& resources) {
  for (const std::string& resource : resources) {
    out << "#include \"model/" << model.name << "/" << resource << ".h\"\n";
  }
}

}  // namespace

std::string service_header_text(const ServiceModel& model) {
  std::ostringstream out;
  out << beginning(model) << "\n#include <string_view>\n\n#include \"emulator/model/service.h\"\n\n"
      << "namespace drydock::model::" << model.name << " {\n\n";
  write_error_names(out, model);
  out << "/// The service as a whole: its protocol, operations and errors.\n"
      << "extern const model::ServiceModel service;\n\n"
      << "}  // namespace drydock::model::" << model.name << "\n";
  return out.str();
}

std::string resource_header_text(const ServiceModel& model, const ShapeGraph& graph,
                                 const std::string& resource) {
  std::ostringstream out;
  out << beginning(model) << kIncludes;
  if (resource != common_resource) write_includes(out, model, {common_resource});
  out << "\nnamespace drydock::model::" << model.name << " {\n\n"
      << "using model::to_text;\nusing model::operator==;\n\n";
  const std::vector<const ShapeModel*> types = types_of(graph, resource);
  for (const ShapeModel* shape : types) {
    if (is_enum(*shape)) write_enum(out, *shape);
  }
  for (const ShapeModel* shape : types) {
    if (!is_enum(*shape)) write_struct(out, model, graph, *shape);
  }
  out << "}  // namespace drydock::model::" << model.name << "\n\nnamespace drydock::model {\n";
  for (const ShapeModel* shape : types) {
    out << "template <>\nconst Shape& shape_of<" << model.name << "::" << shape->name << ">();\n";
  }
  out << "}  // namespace drydock::model\n";
  return out.str();
}

std::string all_resources_text(const ServiceModel& model) {
  std::ostringstream out;
  out << beginning(model) << "\n";
  std::vector<std::string> headers = model.resources;
  headers.emplace_back(common_resource);
  headers.emplace_back(service_header);
  std::ranges::sort(headers);
  write_includes(out, model, headers);
  return out.str();
}

std::string operations_text(const ServiceModel& model) {
  std::ostringstream out;
  for (const auto& operation : model.operations) {
    if (operation.resource.empty()) continue;
    const std::string space = model.name + "::";
    out << "DRYDOCK_OPERATION(" << model.name << ", " << operation.name << ", " << space
        << operation.input << ", " << (operation.output.empty() ? "void" : space + operation.output)
        << ")\n";
  }
  return out.str();
}

}  // namespace drydock::generator
