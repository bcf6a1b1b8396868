#pragma once

#include <boost/asio/any_io_executor.hpp>

#include "emulator/ports/health_probe.h"
#include "runtime/engine/simulated/simulated_engine.h"

namespace drydock {

/// Asks simulated containers whether they are well, on the engine's own clock and without a socket,
/// so that an answer takes no time but what the container's behaviour says. An endpoint is
/// "sim:<container id>" (Serving::none) or a container's port of loopback. Where no container
/// answers, `others` does; without it the probe fails.
class SimulatedProbe : public HealthProbe {
 public:
  SimulatedProbe(const SimulatedEngine& engine, Clock& clock, boost::asio::any_io_executor executor,
                 HealthProbe* others = nullptr);

  boost::asio::awaitable<ProbeOutcome> probe(ProbeRequest request) override;

  /// How many probes `others` is busy with.
  [[nodiscard]] int under_way_elsewhere() const { return under_way_elsewhere_; }

 private:
  boost::asio::awaitable<ProbeOutcome> ask_others(ProbeRequest request);

  const SimulatedEngine& engine_;
  Clock& clock_;
  boost::asio::any_io_executor executor_;
  HealthProbe* others_;
  int under_way_elsewhere_ = 0;
};

}  // namespace drydock
