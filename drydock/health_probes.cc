#include "drydock/health_probes.h"

namespace drydock {

HealthProbes::HealthProbes(ProgramClock& clock, const ContainerEngine& engine,
                           const boost::asio::any_io_executor& control)
    : http_(clock.machine(), control) {
  if (clock.mover() != nullptr) {
    simulated_.emplace(*engine.simulated, clock.clock(), control, &http_);
  }
}

HealthProbe& HealthProbes::probe() {
  if (simulated_) return *simulated_;
  return http_;
}

}  // namespace drydock
