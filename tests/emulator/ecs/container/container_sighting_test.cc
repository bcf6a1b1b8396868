#include "emulator/ecs/container/container_sighting.h"

#include <gtest/gtest.h>

namespace drydock::ecs::container_sighting_test {
namespace {

using Status = ContainerState::Status;

/// What the record says when no action is under way.
enum class Known { nothing, created, to_be_restarted, running, stopped };

Container container(Known known) {
  Container container;
  if (known == Known::nothing) return container;
  container.engine_id = "id";
  container.phase = ContainerPhase::created;
  if (known == Known::created) return container;
  container.started_at = TimePoint{};
  if (known == Known::running) container.phase = ContainerPhase::running;
  if (known == Known::stopped) container.phase = ContainerPhase::stopped;
  return container;
}

struct Row {
  Known known;
  std::optional<Status> seen;
  ContainerSighting then;
};

TEST(ContainerSighting, TellsWhatTheRecordDoesNotSayYet) {
  const ContainerSighting nothing{};
  const ContainerSighting exited{.exited = true};
  const Row rows[] = {
      {Known::nothing, {}, nothing},
      {Known::nothing, Status::created, {.created = true}},
      {Known::nothing, Status::running, {.created = true, .started = true}},
      {Known::nothing, Status::exited, {.created = true, .started = true, .exited = true}},
      {Known::created, {}, {.gone = true}},
      {Known::created, Status::created, nothing},
      {Known::created, Status::running, {.started = true}},
      {Known::created, Status::exited, {.started = true, .exited = true}},
      {Known::to_be_restarted, Status::exited, nothing},
      {Known::to_be_restarted, Status::running, {.started = true}},
      {Known::running, Status::running, nothing},
      {Known::running, Status::exited, exited},
      {Known::running, {}, {.gone = true}},
      {Known::stopped, {}, nothing},
      {Known::stopped, Status::running, nothing},
  };
  for (const Row& row : rows) {
    ContainerState state;
    if (row.seen) state.status = *row.seen;
    EXPECT_EQ(compare(container(row.known), row.seen ? &state : nullptr), row.then)
        << static_cast<int>(row.known) << " " << (row.seen ? static_cast<int>(*row.seen) : -1);
  }
}

}  // namespace
}  // namespace drydock::ecs::container_sighting_test
