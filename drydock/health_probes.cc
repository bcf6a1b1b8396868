#include "drydock/health_probes.h"

namespace drydock {

HealthProbes::HealthProbes(ProgramClock& clock, const ContainerEngine& engine,
                           const FaultBook& faults, const boost::asio::any_io_executor& control)
    : http_(clock.machine(), control) {
  HealthProbe* probe = &http_;
  if (clock.mover() != nullptr) {
    probe = &simulated_.emplace(*engine.simulated, clock.clock(), control, &http_);
  }
  with_faults_.emplace(*probe, faults, control);
}

}  // namespace drydock
