#include "emulator/base/pace.h"

namespace drydock {

using namespace std::chrono_literals;

Pace Pace::fast() {
  return {.scheduler_tick = 100ms,
          .proof_time = aws_proof_time,
          .first_probe_interval = 250ms,
          .first_health_check_interval = 1s,
          .network_interface_attachment = 0ms,
          .idle_drain = 1s,
          .first_restart_delay = 250ms,
          .longest_restart_delay = 30s};
}

Pace Pace::aws() {
  return {.scheduler_tick = 10s,
          .proof_time = aws_proof_time,
          .first_probe_interval = 300s,
          .first_health_check_interval = 300s,
          .network_interface_attachment = 2s,
          .idle_drain = 0ms,
          .first_restart_delay = 15s,
          .longest_restart_delay = 27min};
}

}  // namespace drydock
