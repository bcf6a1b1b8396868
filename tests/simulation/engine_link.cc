#include "tests/simulation/engine_link.h"

#include <utility>

#include "async/sleep.h"

namespace drydock::simulation {
namespace asio = boost::asio;

EngineLink::EngineLink(Engine& engine, Clock& clock, Chance& chance)
    : engine_(engine), clock_(clock), chance_(chance) {
  engine_.on_event([this](const EngineEvent& event) {
    if (!is_cut_ && listener_) listener_(event);
  });
}

EngineLink::~EngineLink() {
  engine_.on_event([](const EngineEvent&) {});
}

void EngineLink::on_event(std::function<void(const EngineEvent&)> listener) {
  listener_ = std::move(listener);
}

/// Mostly no time at all, which keeps a simulation quick.
Duration EngineLink::way() {
  return chance_.one_in(8) ? chance_.span_below(Duration(60)) : Duration(0);
}

asio::awaitable<void> EngineLink::travel() {
  const Duration span = way();
  if (span > Duration::zero()) co_await sleep_for(clock_, span);
}

template <class T>
asio::awaitable<EngineResult<T>> EngineLink::carry(asio::awaitable<EngineResult<T>> call) {
  co_await travel();
  if (is_cut_) co_return EngineError(EngineError::Kind::unreachable, "this run has ended");
  EngineResult<T> result = co_await std::move(call);
  co_await travel();
  co_return result;
}

asio::awaitable<EngineResult<EngineInfo>> EngineLink::info() { return carry(engine_.info()); }

asio::awaitable<EngineResult<Done>> EngineLink::pull(
    std::string reference, std::optional<RegistryCredentials> credentials) {
  return carry(engine_.pull(std::move(reference), std::move(credentials)));
}

asio::awaitable<EngineResult<Done>> EngineLink::push(std::string image, std::string reference,
                                                     RegistryCredentials credentials) {
  return carry(engine_.push(std::move(image), std::move(reference), std::move(credentials)));
}

asio::awaitable<EngineResult<std::string>> EngineLink::image_id(std::string reference) {
  return carry(engine_.image_id(std::move(reference)));
}

asio::awaitable<EngineResult<Done>> EngineLink::make_image(
    std::string reference, std::string program, std::map<std::string, std::string> labels) {
  return carry(engine_.make_image(std::move(reference), std::move(program), std::move(labels)));
}

asio::awaitable<EngineResult<Done>> EngineLink::remove_image(std::string reference) {
  return carry(engine_.remove_image(std::move(reference)));
}

asio::awaitable<EngineResult<std::string>> EngineLink::create(ContainerSpec spec) {
  return carry(engine_.create(std::move(spec)));
}

asio::awaitable<EngineResult<Done>> EngineLink::start(std::string container_id) {
  return carry(engine_.start(std::move(container_id)));
}

asio::awaitable<EngineResult<Done>> EngineLink::stop(std::string container_id, Duration grace) {
  return carry(engine_.stop(std::move(container_id), grace));
}

asio::awaitable<EngineResult<Done>> EngineLink::remove(std::string container_id) {
  return carry(engine_.remove(std::move(container_id)));
}

asio::awaitable<EngineResult<ContainerState>> EngineLink::inspect(std::string container_id) {
  return carry(engine_.inspect(std::move(container_id)));
}

asio::awaitable<EngineResult<std::vector<ContainerState>>> EngineLink::list(std::string label,
                                                                            std::string value) {
  return carry(engine_.list(std::move(label), std::move(value)));
}

asio::awaitable<EngineResult<ExecOutcome>> EngineLink::exec(std::string container_id,
                                                            std::vector<std::string> command,
                                                            Duration patience) {
  return carry(engine_.exec(std::move(container_id), std::move(command), patience));
}

asio::awaitable<EngineResult<Done>> EngineLink::ensure_network(NetworkSpec spec) {
  return carry(engine_.ensure_network(std::move(spec)));
}

asio::awaitable<EngineResult<Done>> EngineLink::remove_network(std::string name) {
  return carry(engine_.remove_network(std::move(name)));
}

asio::awaitable<EngineResult<std::vector<Volume>>> EngineLink::list_volumes(std::string label,
                                                                            std::string value) {
  return carry(engine_.list_volumes(std::move(label), std::move(value)));
}

asio::awaitable<EngineResult<Done>> EngineLink::remove_volume(std::string name) {
  return carry(engine_.remove_volume(std::move(name)));
}

asio::awaitable<EngineResult<Engine::Endpoint>> EngineLink::endpoint(std::string container_id,
                                                                     int container_port) {
  return carry(engine_.endpoint(std::move(container_id), container_port));
}

}  // namespace drydock::simulation
