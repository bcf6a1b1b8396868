#pragma once

#include <boost/asio/any_io_executor.hpp>

#include "emulator/ports/health_probe.h"
#include "runtime/engine/simulated/simulated_engine.h"

namespace drydock {

/// Asks simulated containers that nothing serves (Serving::none) whether they are well, on the
/// engine's own clock. An endpoint that is not "sim:<container id>" fails.
class SimulatedProbe : public HealthProbe {
 public:
  SimulatedProbe(const SimulatedEngine& engine, Clock& clock,
                 boost::asio::any_io_executor executor);

  boost::asio::awaitable<ProbeOutcome> probe(ProbeRequest request) override;

 private:
  const SimulatedEngine& engine_;
  Clock& clock_;
  boost::asio::any_io_executor executor_;
};

}  // namespace drydock
