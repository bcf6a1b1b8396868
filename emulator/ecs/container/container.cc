#include "emulator/ecs/container/container.h"

#include <array>

namespace drydock::ecs {

std::string_view to_text(ContainerPhase phase) {
  if (phase == ContainerPhase::stopped) return "STOPPED";
  if (phase >= ContainerPhase::running) return "RUNNING";
  return "PENDING";
}

std::string_view to_text(HealthStatus status) {
  static constexpr std::array<std::string_view, 3> words = {"UNKNOWN", "HEALTHY", "UNHEALTHY"};
  return words[static_cast<std::size_t>(status)];
}

}  // namespace drydock::ecs
