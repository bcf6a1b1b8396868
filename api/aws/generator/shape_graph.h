#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/aws/generator/service_model.h"

namespace drydock::generator {

/// What shapes that several resources reach belong to.
inline constexpr const char* common_resource = "common";

/// The shapes that a service's used operations reach, in an order in which each stands after all
/// that it is made of.
class ShapeGraph {
 public:
  /// Throws std::runtime_error for a model that C++ structs cannot follow: a shape that holds
  /// itself, a list of booleans, a document of a service that speaks CBOR, a type without a rule
  /// here.
  explicit ShapeGraph(const ServiceModel& model);

  [[nodiscard]] const std::vector<const ShapeModel*>& shapes() const { return order_; }
  /// The place of a shape in shapes().
  [[nodiscard]] std::size_t index(const std::string& shape) const { return index_.at(shape); }

  /// The one resource whose operations reach the shape, or common_resource.
  [[nodiscard]] const std::string& resource(const ShapeModel& shape) const {
    return resources_.at(shape.name);
  }

  /// The C++ type that holds a value of the shape, to be read inside namespace drydock::model::x.
  [[nodiscard]] std::string cpp_type(const ShapeModel& shape) const;
  /// The enumerator of drydock::model::Kind.
  [[nodiscard]] static std::string kind(const ShapeModel& shape);
  /// Whether the shape or one within it has a least or greatest size or a pattern.
  [[nodiscard]] bool constrained(const ShapeModel& shape) const {
    return constrained_.at(shape.name);
  }

 private:
  void visit(const std::string& name);
  void belong(const std::string& name, const std::string& resource);

  const ServiceModel& model_;
  std::vector<const ShapeModel*> order_;
  std::map<std::string, std::size_t> index_;
  std::map<std::string, bool> open_;
  std::map<std::string, std::string> resources_;
  std::map<std::string, bool> constrained_;
};

/// Whether the shape itself has a least or greatest size or a pattern.
bool has_constraints(const ShapeModel& shape);

/// Whether the shape has a C++ type of its own: a struct or an enum.
bool has_type(const ShapeModel& shape);

/// Everything the shape refers to: members, element, key.
std::vector<ShapeRef> parts(const ShapeModel& shape);

}  // namespace drydock::generator
