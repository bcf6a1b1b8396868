#include "api/aws/generator/shape_graph.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace drydock::generator {
namespace {

struct ScalarType {
  const char* kind;
  const char* cpp;
};

const std::map<std::string, ScalarType>& scalar_types() {
  static const std::map<std::string, ScalarType> types{
      {"string", {"string", "std::string"}},    {"character", {"string", "std::string"}},
      {"integer", {"integer", "std::int32_t"}}, {"long", {"long_integer", "std::int64_t"}},
      {"float", {"floating", "double"}},        {"double", {"floating", "double"}},
      {"boolean", {"boolean", "bool"}},         {"timestamp", {"timestamp", "drydock::TimePoint"}},
      {"blob", {"blob", "drydock::Bytes"}},
  };
  return types;
}

}  // namespace

bool has_constraints(const ShapeModel& shape) {
  return shape.min || shape.max || !shape.pattern.empty();
}

bool has_type(const ShapeModel& shape) {
  return !shape.enumerators.empty() || ShapeGraph::kind(shape) == "structure";
}

std::vector<ShapeRef> parts(const ShapeModel& shape) {
  std::vector<ShapeRef> result = shape.members;
  if (shape.key) result.push_back(*shape.key);
  if (shape.element) result.push_back(*shape.element);
  return result;
}

ShapeGraph::ShapeGraph(const ServiceModel& model) : model_(model) {
  for (const auto& operation : model.operations) {
    if (operation.resource.empty()) continue;
    for (const std::string& shape : {operation.input, operation.output}) {
      if (shape.empty()) continue;
      visit(shape);
      belong(shape, operation.resource);
    }
  }
}

/// A shape that another resource reaches too is everybody's, and so is all that it is made of.
void ShapeGraph::belong(const std::string& name, const std::string& resource) {
  const auto [place, is_new] = resources_.emplace(name, resource);
  if (!is_new) {
    if (place->second == resource || place->second == common_resource) return;
    place->second = common_resource;
  }
  for (const ShapeRef& part : parts(model_.shape(name))) belong(part.shape, place->second);
}

void ShapeGraph::visit(const std::string& name) {
  if (index_.contains(name)) return;
  if (std::exchange(open_[name], true)) {
    throw std::runtime_error(model_.name + ": shape " + name + " holds itself");
  }
  const ShapeModel& shape = model_.shape(name);
  bool constrained = has_constraints(shape);
  for (const ShapeRef& part : parts(shape)) {
    visit(part.shape);
    constrained |= constrained_.at(part.shape);
  }
  if (shape.type == "list" && model_.shape(shape.element->shape).type == "boolean") {
    throw std::runtime_error(model_.name + ": " + name + " would be a std::vector<bool>");
  }
  if (shape.document && model_.speaks("cbor")) {
    throw std::runtime_error(model_.name + ": " + name + " is a document, which CBOR has none of");
  }
  constrained_[name] = constrained;
  index_[name] = order_.size();
  order_.push_back(&shape);
}

std::string ShapeGraph::cpp_type(const ShapeModel& shape) const {
  if (shape.document) return "model::Document";
  if (shape.type == "structure" || !shape.enumerators.empty()) return shape.name;
  if (shape.type == "list") {
    return "std::vector<" + cpp_type(model_.shape(shape.element->shape)) + ">";
  }
  if (shape.type == "map") {
    return "std::map<std::string, " + cpp_type(model_.shape(shape.element->shape)) + ">";
  }
  return scalar_types().at(shape.type).cpp;
}

std::string ShapeGraph::kind(const ShapeModel& shape) {
  if (shape.document) return "document";
  if (!shape.enumerators.empty()) return "enumeration";
  if (shape.type == "structure" || shape.type == "list" || shape.type == "map") return shape.type;
  const auto at = scalar_types().find(shape.type);
  if (at == scalar_types().end()) {
    throw std::runtime_error("no rule for type " + shape.type + " of shape " + shape.name);
  }
  return at->second.kind;
}

}  // namespace drydock::generator
