#pragma once

#include <boost/asio/any_io_executor.hpp>

#include "emulator/ports/health_probe.h"
#include "runtime/faults/fault_book.h"

namespace drydock {

/// A probe that targets answer with 503 while the book of faults has them unhealthy.
class ProbeWithFaults : public HealthProbe {
 public:
  ProbeWithFaults(HealthProbe& probe, const FaultBook& faults,
                  boost::asio::any_io_executor executor);

  boost::asio::awaitable<ProbeOutcome> probe(ProbeRequest request) override;

 private:
  HealthProbe& probe_;
  const FaultBook& faults_;
  boost::asio::any_io_executor executor_;
};

}  // namespace drydock
