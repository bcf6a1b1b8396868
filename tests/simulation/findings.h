#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/simulated_world.h"

namespace drydock::simulation {

/// The promises that were broken, in words; at most ten, since the first of them counts.
class Findings {
 public:
  explicit Findings(const SimulatedWorld& simulated) : simulated_(simulated) {}

  void add(std::string_view what);

  [[nodiscard]] const std::vector<std::string>& texts() const { return texts_; }

 private:
  const SimulatedWorld& simulated_;
  std::vector<std::string> texts_;
};

}  // namespace drydock::simulation
