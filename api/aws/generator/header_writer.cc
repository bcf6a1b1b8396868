#include "api/aws/generator/header_writer.h"

#include <sstream>

#include "api/aws/generator/names.h"

namespace drydock::generator {
namespace {

constexpr auto kIncludes = R"(#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/bytes.h"
#include "emulator/base/time.h"
#include "emulator/model/document.h"
#include "emulator/model/shape.h"

)";

bool is_struct(const ShapeModel& shape) { return ShapeGraph::kind(shape) == "structure"; }
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
  out << "\n  friend bool operator==(const " << shape.name << "&, const " << shape.name
      << "&) = default;\n};\n\n";
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

void write_shape_access(std::ostream& out, const ServiceModel& model, const ShapeGraph& graph) {
  for (std::size_t i = 0; i < graph.shapes().size(); ++i) {
    const ShapeModel& shape = *graph.shapes()[i];
    if (!is_struct(shape) && !is_enum(shape)) continue;
    out << "template <>\ninline const Shape& shape_of<" << model.name << "::" << shape.name
        << ">() {\n  return " << model.name << "::tables::shapes[" << i << "];\n}\n";
  }
}

}  // namespace

std::string header_text(const ServiceModel& model, const ShapeGraph& graph) {
  std::ostringstream out;
  out << "// Made by api/aws/generator from api/aws/model/" << model.name << ".json.\n"
      << kIncludes << "namespace drydock::model::" << model.name << " {\n\n"
      << "using model::to_text;\n\n";
  for (const auto* shape : graph.shapes()) {
    if (is_enum(*shape)) write_enum(out, *shape);
  }
  for (const auto* shape : graph.shapes()) {
    if (is_struct(*shape)) write_struct(out, model, graph, *shape);
  }
  write_error_names(out, model);
  out << "/// The service as a whole: its protocol, operations and errors.\n"
      << "extern const model::ServiceModel service;\n\nnamespace tables {\n"
      << "extern const model::Shape shapes[" << graph.shapes().size() << "];\n}\n\n"
      << "}  // namespace drydock::model::" << model.name << "\n\nnamespace drydock::model {\n";
  write_shape_access(out, model, graph);
  out << "}  // namespace drydock::model\n";
  return out.str();
}

std::string operations_text(const ServiceModel& model) {
  std::ostringstream out;
  for (const auto& operation : model.operations) {
    const std::string space = model.name + "::";
    out << "DRYDOCK_OPERATION(" << model.name << ", " << operation.name << ", " << space
        << operation.input << ", " << (operation.output.empty() ? "void" : space + operation.output)
        << ")\n";
  }
  return out.str();
}

}  // namespace drydock::generator
