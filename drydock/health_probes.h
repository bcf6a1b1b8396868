#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <optional>

#include "drydock/container_engine.h"
#include "drydock/program_clock.h"
#include "runtime/engine/simulated/simulated_probe.h"
#include "runtime/faults/fault_book.h"
#include "runtime/faults/probe_with_faults.h"
#include "runtime/probe/http_probe.h"

namespace drydock {

/// How targets are asked for their health: by HTTP. While the clock is virtual, simulated
/// containers are asked without a socket, and others in the machine's time. Faults come before.
class HealthProbes {
 public:
  HealthProbes(ProgramClock& clock, const ContainerEngine& engine, const FaultBook& faults,
               const boost::asio::any_io_executor& control);

  [[nodiscard]] HealthProbe& probe() { return *with_faults_; }
  /// How many probes are under way in the machine's time while drydock's stands.
  [[nodiscard]] int under_way() const { return simulated_ ? simulated_->under_way_elsewhere() : 0; }

 private:
  HttpProbe http_;
  std::optional<SimulatedProbe> simulated_;
  std::optional<ProbeWithFaults> with_faults_;
};

}  // namespace drydock
