#pragma once

#include <string_view>

namespace drydock::docker {

/// The bytes of programs/pause.cc, a static program that waits until SIGTERM: what holds a task's
/// network namespace.
std::string_view pause_program();

}  // namespace drydock::docker
