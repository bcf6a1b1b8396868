#pragma once
// What the simulated engine says where it cannot do what is asked.
#include <string>

#include "emulator/ports/engine.h"

namespace drydock::simulated {

/// The engine is lost, or a call to it never arrived.
[[nodiscard]] inline EngineError unreachable() {
  return {EngineError::Kind::unreachable, "the simulated engine is out of reach"};
}

/// In Docker's words.
[[nodiscard]] inline EngineError no_such_container(const std::string& id) {
  return {EngineError::Kind::not_found, "No such container: " + id};
}

}  // namespace drydock::simulated
