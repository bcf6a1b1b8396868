#include "runtime/engine/simulated/simulated_probe.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "async/sleep.h"

namespace drydock {
namespace asio = boost::asio;

SimulatedProbe::SimulatedProbe(const SimulatedEngine& engine, Clock& clock,
                               asio::any_io_executor executor)
    : engine_(engine), clock_(clock), executor_(std::move(executor)) {}

asio::awaitable<ProbeOutcome> SimulatedProbe::probe(ProbeRequest request) {
  co_await asio::post(executor_, asio::use_awaitable);
  constexpr std::string_view scheme = "sim:";
  if (!request.endpoint.host.starts_with(scheme)) co_return ProbeFailed{};
  const auto answer = engine_.ask(request.endpoint.host.substr(scheme.size()),
                                  {request.endpoint.port, request.path, true});
  if (!answer) co_return ProbeFailed{};
  if (answer->after >= request.timeout) {
    co_await sleep_for(clock_, request.timeout);
    co_return ProbeTimedOut{};
  }
  if (answer->after > Duration::zero()) co_await sleep_for(clock_, answer->after);
  co_return ProbeStatus{answer->status};
}

}  // namespace drydock
