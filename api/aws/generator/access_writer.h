#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "api/aws/generator/service_model.h"
#include "api/aws/generator/shape_graph.h"

namespace drydock::generator {

/// Which Access constant serves each C++ type: one of emulator/model/access.h for the common types,
/// a generated one for the others, none for a struct that stands in no std::optional.
class AccessNames {
 public:
  AccessNames(const ServiceModel& model, const ShapeGraph& graph);

  /// The address of the constant for values of the shape, as C++ text.
  [[nodiscard]] const std::string& address(const ShapeModel& shape) const;
  /// The constants to generate: name to the expression that makes it.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& made() const {
    return made_;
  }

 private:
  const ShapeGraph& graph_;
  std::map<std::string, std::string> by_type_;
  std::vector<std::pair<std::string, std::string>> made_;
};

}  // namespace drydock::generator
