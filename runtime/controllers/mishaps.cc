#include "runtime/controllers/mishaps.h"

#include <chrono>
#include <exception>
#include <utility>

#include "async/failed_loop.h"
#include "async/log.h"
#include "emulator/ecs/scheduler/service_events.h"
#include "emulator/ecs/service.h"

namespace drydock {

Mishaps::Mishaps(Store& store, Clock& clock, IdSource& ids, World world, std::string what,
                 std::string service)
    : store_(store),
      clock_(clock),
      ids_(ids),
      world_(std::move(world)),
      what_(std::move(what)),
      service_(std::move(service)) {}

Duration Mishaps::tell(const std::string& reason) {
  const Duration pause = backoff_.failed_at(clock_.now());
  log_failed_loop(what_, pause, reason);
  if (backoff_.is_first()) post(ecs::events::met_an_error, reason);
  return pause;
}

Duration Mishaps::tell(const EngineError& error) {
  const Duration pause = engine_backoff_.failed_at(clock_.now());
  log::warn("{} asks the container engine again in {} s, which says: {}", what_,
            std::chrono::duration_cast<std::chrono::seconds>(pause).count(), error.message);
  if (engine_backoff_.is_first()) post(ecs::events::waits_for_engine, error.message);
  return pause;
}

/// What went wrong may be the records themselves, so that the event cannot be written either.
void Mishaps::post(Words words, const std::string& reason) {
  const auto* service = store_.find<ecs::Service>(world_, service_);
  if (service == nullptr) return;
  try {
    ecs::ServiceEvent event{
        .id = ids_.uuid(), .created_at = clock_.now(), .message = words(*service, what_, reason)};
    store_.change<ecs::Service>(
        world_, service_, [&](ecs::Service& record) { ecs::post_event(record, std::move(event)); });
  } catch (const std::exception& error) {
    log::error("{}: the event was not written: {}", what_, error.what());
  }
}

}  // namespace drydock
