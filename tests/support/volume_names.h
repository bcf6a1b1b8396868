#pragma once

#include <string>
#include <vector>

#include "emulator/ports/engine.h"

namespace drydock::testing {

/// What the volumes are called, in their order.
inline std::vector<std::string> names_of(const std::vector<Volume>& volumes) {
  std::vector<std::string> names;
  for (const Volume& volume : volumes) names.push_back(volume.name);
  return names;
}

}  // namespace drydock::testing
