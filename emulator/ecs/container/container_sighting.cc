#include "emulator/ecs/container/container_sighting.h"

namespace drydock::ecs {
namespace {

using Status = ContainerState::Status;

/// One that its restart policy starts again has exited before; that is no news.
ContainerSighting compare_unstarted(const Container& container, const ContainerState& seen) {
  const bool restarts = container.started_at.has_value();
  switch (seen.status) {
    case Status::created:
      return {};
    case Status::running:
      return {.started = true};
    case Status::exited:
      return {.started = !restarts, .exited = !restarts};
  }
  return {};
}

}  // namespace

ContainerSighting compare(const Container& container, const ContainerState* seen) {
  if (container.phase == ContainerPhase::stopped) return {};
  const bool known = !container.engine_id.empty();
  if (seen == nullptr) return {.gone = known};
  if (container.phase >= ContainerPhase::running) return {.exited = seen->status == Status::exited};
  ContainerSighting sighting = compare_unstarted(container, *seen);
  sighting.created = container.phase < ContainerPhase::created;
  return sighting;
}

}  // namespace drydock::ecs
