#include "api/aws/generator/tables_writer.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>

#include "api/aws/generator/names.h"

namespace drydock::generator {
namespace {

std::string first_upper(std::string text) {
  if (!text.empty()) {
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  }
  return text;
}

// The EC2 dialect capitalises the location name in requests; awsQuery takes it as it is.
// https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#query-key-resolution
std::string query_name(const ServiceModel& model, const ShapeRef& member) {
  if (!member.query_name.empty()) return member.query_name;
  const std::string& name = member.location_name.empty() ? member.name : member.location_name;
  return model.speaks("ec2") ? first_upper(name) : name;
}

std::string xml_name(const ShapeRef& member) {
  return member.location_name.empty() ? member.name : member.location_name;
}

std::string element_name(const ServiceModel& model, const ShapeModel& shape) {
  if (!shape.element || shape.type != "list") return "";
  if (!shape.element->location_name.empty()) return shape.element->location_name;
  return model.speaks("ec2") ? "item" : "member";
}

std::string optional_number(const std::optional<double>& value) {
  if (!value) return "std::nullopt";
  std::ostringstream out;
  out.precision(17);
  out << *value;
  const std::string text = out.str();
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

// A span of `count` elements of `table` from `first`, or an empty one.
std::string span_text(const std::string& table, std::size_t first, std::size_t count) {
  if (count == 0) return "{}";
  return "{" + table + " + " + std::to_string(first) + ", " + std::to_string(count) + "}";
}

// Writes the tables one after another; each remembers where a shape's or operation's part begins.
class TablesWriter {
 public:
  TablesWriter(const ServiceModel& model, const ShapeGraph& graph, const AccessNames& access)
      : model_(model), graph_(graph), access_(access) {}

  std::string text() {
    out_ << "#include <cstddef>\n\n#include \"emulator/model/access.h\"\n#include \"model/"
         << model_.name << ".h\"\n\n"
         << "// offsetof of a struct that holds a std::map is only conditionally supported; both "
            "compilers do.\n#pragma GCC diagnostic ignored \"-Winvalid-offsetof\"\n\n"
         << "namespace drydock::model::" << model_.name << "::tables {\n\n";
    if (has_shapes())
      out_ << "extern const model::Shape shapes[" << graph_.shapes().size() << "];\n\n";
    out_ << "namespace {\n\n";
    write_access();
    write_enumerators();
    write_constraints();
    if (has_shapes()) write_members();
    out_ << "}  // namespace\n\n";
    if (has_shapes()) write_shapes();
    out_ << "namespace {\n\n";
    write_errors();
    write_operations();
    write_protocols();
    out_ << "}  // namespace\n}  // namespace drydock::model::" << model_.name << "::tables\n\n";
    write_service();
    write_shape_access();
    return out_.str();
  }

 private:
  /// Of a service whose operations nobody uses there are none.
  [[nodiscard]] bool has_shapes() const { return !graph_.shapes().empty(); }

  std::string shape_address(const std::string& name) const {
    return "&shapes[" + std::to_string(graph_.index(name)) + "]";
  }

  void write_access() {
    for (const auto& [name, expression] : access_.made()) {
      out_ << "constexpr Access " << name << " = " << expression << ";\n";
    }
    out_ << "\n";
  }

  void write_enumerators() {
    std::ostringstream rows;
    for (const auto* shape : graph_.shapes()) {
      enumerators_from_[shape->name] = enumerator_count_;
      for (const auto& text : shape->enumerators) rows << "    " << literal(text) << ",\n";
      enumerator_count_ += shape->enumerators.size();
    }
    if (enumerator_count_ == 0) return;
    out_ << "constexpr std::string_view enumerators[] = {\n" << rows.str() << "};\n\n";
  }

  void write_constraints() {
    std::ostringstream rows;
    std::size_t count = 0;
    for (const auto* shape : graph_.shapes()) {
      if (!has_constraints(*shape)) continue;
      constraints_at_[shape->name] = count++;
      rows << "    {" << optional_number(shape->min) << ", " << optional_number(shape->max) << ", "
           << literal(shape->pattern) << "},\n";
    }
    if (count != 0)
      out_ << "constexpr model::Constraints constraints[] = {\n" << rows.str() << "};\n\n";
  }

  void write_members() {
    out_ << "constexpr model::Member members[] = {\n";
    for (const auto* shape : graph_.shapes()) {
      members_from_[shape->name] = member_count_;
      member_count_ += shape->members.size();
      for (const auto& member : shape->members) {
        out_ << "    {" << literal(member.name) << ", " << literal(query_name(model_, member))
             << ", " << literal(xml_name(member)) << ", " << shape_address(member.shape)
             << ", offsetof(" << shape->name << ", " << snake_case(member.name) << "), "
             << (member.required ? "true" : "false") << "},\n";
      }
    }
    out_ << "};\n\n";
  }

  void write_shapes() {
    out_ << "constinit const model::Shape shapes[" << graph_.shapes().size() << "] = {\n";
    for (const auto* shape : graph_.shapes()) write_shape(*shape);
    out_ << "};\n\n";
  }

  void write_shape(const ShapeModel& shape) {
    const auto constraint = constraints_at_.find(shape.name);
    out_ << "    {" << literal(shape.name) << ", model::Kind::" << ShapeGraph::kind(shape) << ", "
         << (graph_.constrained(shape) ? "true" : "false") << ", "
         << (constraint == constraints_at_.end()
                 ? "nullptr"
                 : "&constraints[" + std::to_string(constraint->second) + "]")
         << ", " << access_.address(shape) << ", "
         << span_text("members", members_from_[shape.name], shape.members.size()) << ", "
         << (shape.element ? shape_address(shape.element->shape) : "nullptr") << ", "
         << (shape.key ? shape_address(shape.key->shape) : "nullptr") << ", "
         << literal(element_name(model_, shape)) << ", "
         << span_text("enumerators", enumerators_from_[shape.name], shape.enumerators.size())
         << "},\n";
  }

  void write_errors() {
    std::ostringstream rows;
    for (const auto& [name, shape] : model_.shapes) {
      if (!shape.error) continue;
      const std::size_t at = error_at_.size();
      error_at_[name] = at;
      rows << "    {" << literal(name) << ", " << literal(shape.error->wire_code) << ", "
           << shape.error->http_status << ", " << (shape.error->sender_fault ? "true" : "false")
           << "},\n";
    }
    if (!error_at_.empty())
      out_ << "constexpr model::ErrorShape errors[] = {\n" << rows.str() << "};\n\n";
  }

  void write_operations() {
    std::ostringstream rows;
    std::ostringstream indices;
    std::size_t index_count = 0;
    for (const auto& operation : model_.operations) {
      const std::size_t first = index_count;
      for (const auto& error : operation.errors) {
        indices << error_at_.at(error) << ", ";
        ++index_count;
      }
      const bool used = !operation.resource.empty();
      rows << "    {" << literal(operation.name) << ", "
           << (used ? shape_address(operation.input) : "nullptr") << ", "
           << (used && !operation.output.empty() ? shape_address(operation.output) : "nullptr")
           << ", " << literal(operation.result_wrapper) << ", " << literal(operation.http_method)
           << ", " << literal(operation.http_path) << ", "
           << span_text("operation_errors", first, operation.errors.size())
           << ", model::ViolationStyle::" << operation.violation_style << ", "
           << literal(operation.violation_code) << ", "
           << (operation.is_unsigned ? "true" : "false") << ", " << operation.body_limit << "},\n";
    }
    if (index_count != 0) {
      out_ << "constexpr std::uint16_t operation_errors[] = {" << indices.str() << "};\n\n";
    }
    out_ << "constexpr model::OperationModel operations[] = {\n" << rows.str() << "};\n\n";
  }

  void write_protocols() {
    out_ << "constexpr model::Protocol protocols[] = {";
    for (const auto& protocol : model_.protocols) out_ << "model::Protocol::" << protocol << ", ";
    out_ << "};\n\n";
  }

  void write_service() {
    const std::string signing = model_.meta("signingName");
    out_ << "namespace drydock::model::" << model_.name
         << " {\n\nconstinit const model::ServiceModel service{"
         << "\n    " << literal(model_.name) << ",\n    "
         << literal(signing.empty() ? model_.meta("endpointPrefix") : signing) << ",\n    "
         << literal(model_.meta("endpointPrefix")) << ",\n    tables::protocols,\n    "
         << literal(model_.meta("jsonVersion")) << ",\n    " << literal(model_.meta("targetPrefix"))
         << ",\n    " << literal(model_.meta("apiVersion")) << ",\n    "
         << literal(model_.meta("xmlNamespace")) << ",\n    "
         << (model_.query_compatible ? "true" : "false") << ",\n    tables::operations,\n    "
         << (error_at_.empty() ? "{}" : "tables::errors") << ",\n    "
         << (has_shapes() ? "tables::shapes" : "{}")
         << "};\n\n}  // namespace drydock::model::" << model_.name << "\n";
  }

  // Here and not in the headers, which would change with every shape that moves in the table.
  void write_shape_access() {
    out_ << "\nnamespace drydock::model {\n";
    for (std::size_t i = 0; i < graph_.shapes().size(); ++i) {
      const ShapeModel& shape = *graph_.shapes()[i];
      if (!has_type(shape)) continue;
      out_ << "template <>\nconst Shape& shape_of<" << model_.name << "::" << shape.name
           << ">() {\n  return " << model_.name << "::tables::shapes[" << i << "];\n}\n";
    }
    out_ << "}  // namespace drydock::model\n";
  }

  const ServiceModel& model_;
  const ShapeGraph& graph_;
  const AccessNames& access_;
  std::ostringstream out_;
  std::size_t enumerator_count_ = 0;
  std::size_t member_count_ = 0;
  std::map<std::string, std::size_t> enumerators_from_;
  std::map<std::string, std::size_t> constraints_at_;
  std::map<std::string, std::size_t> members_from_;
  std::map<std::string, std::size_t> error_at_;
};

}  // namespace

std::string tables_text(const ServiceModel& model, const ShapeGraph& graph,
                        const AccessNames& access) {
  return TablesWriter(model, graph, access).text();
}

std::string services_text(std::vector<std::string> service_names) {
  std::ranges::sort(service_names);
  std::ostringstream out;
  out << "#include \"emulator/model/service.h\"\n\nnamespace drydock::model {\n\n";
  for (const auto& name : service_names) {
    out << "namespace " << name << " {\nextern const ServiceModel service;\n}\n";
  }
  out << "\nstd::span<const ServiceModel* const> services() {\n"
      << "  static constexpr const ServiceModel* all[] = {\n";
  for (const auto& name : service_names) out << "      &" << name << "::service,\n";
  out << "  };\n  return all;\n}\n\n}  // namespace drydock::model\n";
  return out.str();
}

}  // namespace drydock::generator
