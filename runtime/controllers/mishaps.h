#pragma once

#include <string>

#include "async/backoff.h"
#include "emulator/base/world.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

namespace drydock {

/// The mistakes of drydock's own that one loop has met: exceptions, each of which ends what the
/// loop was doing and not the loop. They are told in the log, the first of a row as an event of the
/// service too, and the loop pauses after each (see Backoff).
class Mishaps {
 public:
  /// `what` names the loop in the log. `service` is the key of the service that hears of it; empty
  /// for none.
  Mishaps(Store& store, Clock& clock, IdSource& ids, World world, std::string what,
          std::string service);

  /// Tells of it, and how long to pause.
  Duration tell(const std::string& reason);

 private:
  void post(const std::string& reason);

  Store& store_;
  Clock& clock_;
  IdSource& ids_;
  World world_;
  std::string what_;
  std::string service_;
  Backoff backoff_;
};

}  // namespace drydock
