#pragma once

#include <boost/asio/any_io_executor.hpp>

#include "emulator/ports/clock.h"
#include "emulator/ports/health_probe.h"

namespace drydock {

/// Probes by a connection of its own each time, as a load balancer's node does. Only the head of
/// the final answer is read, by the same rules as the data plane reads it. Timeouts are the
/// Clock's.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
class HttpProbe : public HealthProbe {
 public:
  HttpProbe(Clock& clock, boost::asio::any_io_executor executor);

  boost::asio::awaitable<ProbeOutcome> probe(ProbeRequest request) override;

 private:
  Clock& clock_;
  boost::asio::any_io_executor executor_;
};

}  // namespace drydock
