#pragma once

#include <string>
#include <string_view>

#include "async/backoff.h"
#include "emulator/base/world.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/engine.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

namespace drydock {

namespace ecs {
struct Service;
}

/// What has kept one loop from its work: mistakes of drydock's own, which are exceptions, and an
/// engine that answers but does not do what it is asked. Each ends what the loop was doing and not
/// the loop. They are told in the log, the first of a row as an event of the service too, and the
/// loop pauses after each (see Backoff).
class Mishaps {
 public:
  /// `what` names the loop in the log. `service` is the key of the service that hears of it; empty
  /// for none.
  Mishaps(Store& store, Clock& clock, IdSource& ids, World world, std::string what,
          std::string service);

  /// Tells of an exception, and how long to pause.
  Duration tell(const std::string& reason);
  /// Tells of what the engine has said, and how long to pause.
  Duration tell(const EngineError& error);

 private:
  using Words = std::string (*)(const ecs::Service&, std::string_view whose,
                                const std::string& reason);
  void post(Words words, const std::string& reason);

  Store& store_;
  Clock& clock_;
  IdSource& ids_;
  World world_;
  std::string what_;
  std::string service_;
  Backoff backoff_;
  Backoff engine_backoff_;
};

}  // namespace drydock
