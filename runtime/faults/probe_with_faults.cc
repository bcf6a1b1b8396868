#include "runtime/faults/probe_with_faults.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace drydock {
namespace asio = boost::asio;

ProbeWithFaults::ProbeWithFaults(HealthProbe& probe, const FaultBook& faults,
                                 asio::any_io_executor executor)
    : probe_(probe), faults_(faults), executor_(std::move(executor)) {}

asio::awaitable<ProbeOutcome> ProbeWithFaults::probe(ProbeRequest request) {
  if (faults_.is_unhealthy_target(request.target)) {
    co_await asio::post(executor_, asio::use_awaitable);
    co_return ProbeStatus{503};
  }
  const ProbeOutcome outcome = co_await probe_.probe(std::move(request));
  co_return outcome;
}

}  // namespace drydock
