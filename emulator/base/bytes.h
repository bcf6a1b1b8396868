#pragma once

#include <string>

namespace drydock {

/// Bytes that are not text: a blob of a service model, base64 on the wire.
struct Bytes {
  std::string data;

  friend bool operator==(const Bytes&, const Bytes&) = default;
};

}  // namespace drydock
