#pragma once

#include <string>

namespace drydock::model {

/// A value that a service model leaves open (`"document": true`): any JSON, kept as its text.
struct Document {
  std::string json;

  friend bool operator==(const Document&, const Document&) = default;
};

}  // namespace drydock::model
