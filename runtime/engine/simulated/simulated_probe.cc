#include "runtime/engine/simulated/simulated_probe.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "async/sleep.h"

namespace drydock {
namespace asio = boost::asio;

namespace {

using Place = std::pair<std::string, int>;  ///< A container and its port.

std::optional<Place> place_of(const SimulatedEngine& engine, const Engine::Endpoint& endpoint) {
  constexpr std::string_view scheme = "sim:";
  if (!endpoint.host.starts_with(scheme)) return engine.container_at(endpoint);
  return Place(endpoint.host.substr(scheme.size()), endpoint.port);
}

}  // namespace

SimulatedProbe::SimulatedProbe(const SimulatedEngine& engine, Clock& clock,
                               asio::any_io_executor executor, HealthProbe* others)
    : engine_(engine), clock_(clock), executor_(std::move(executor)), others_(others) {}

asio::awaitable<ProbeOutcome> SimulatedProbe::probe(ProbeRequest request) {
  co_await asio::post(executor_, asio::use_awaitable);
  const std::optional<Place> place = place_of(engine_, request.endpoint);
  if (!place && others_ != nullptr) {
    const ProbeOutcome outcome = co_await ask_others(std::move(request));
    co_return outcome;
  }
  if (!place) co_return ProbeFailed{};
  const auto answer = engine_.ask(place->first, {place->second, request.path, true});
  if (!answer) co_return ProbeFailed{};
  if (answer->after >= request.timeout) {
    co_await sleep_for(clock_, request.timeout);
    co_return ProbeTimedOut{};
  }
  if (answer->after > Duration::zero()) co_await sleep_for(clock_, answer->after);
  co_return ProbeStatus{answer->status};
}

asio::awaitable<ProbeOutcome> SimulatedProbe::ask_others(ProbeRequest request) {
  struct Counted {
    int& count;
    explicit Counted(int& counter) : count(counter) { ++count; }
    ~Counted() { --count; }
  };
  const Counted counted(under_way_elsewhere_);
  const ProbeOutcome outcome = co_await others_->probe(std::move(request));
  co_return outcome;
}

}  // namespace drydock
