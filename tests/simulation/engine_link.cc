#include "tests/simulation/engine_link.h"

#include <utility>

#include "async/sleep.h"

namespace drydock::simulation {
namespace asio = boost::asio;
using Kind = EngineError::Kind;

namespace {

/// How long an answer is waited for.
constexpr Duration call_patience = seconds(2);
/// How late an event comes at most.
constexpr Duration longest_delay = seconds(1);

}  // namespace

EngineLink::EngineLink(Engine& engine, Clock& clock, Chance& chance, Faults& faults)
    : engine_(engine), clock_(clock), chance_(chance), faults_(faults) {
  engine_.on_event([this](const EngineEvent& event) {
    if (!is_cut_) hear(event);
  });
}

EngineLink::~EngineLink() {
  cut();
  engine_.on_event([](const EngineEvent&) {});
}

void EngineLink::cut() {
  is_cut_ = true;
  if (next_event_) clock_.cancel(*next_event_);
  next_event_.reset();
}

void EngineLink::on_event(std::function<void(const EngineEvent&)> listener) {
  listener_ = std::move(listener);
}

/// What happened while the engine was lost it tells at the very moment at which it is back.
void EngineLink::hear(const EngineEvent& event) {
  if (event.kind == EngineEvent::Kind::reconnected) {
    back_at_ = clock_.now();
    forgets_ = faults_.are_there() && chance_.one_in(2);
  } else if (forgets_ && back_at_ == clock_.now()) {
    return;
  }
  bring(event);
  if (faults_.are_there() && chance_.one_in(10)) bring(event);
}

void EngineLink::bring(const EngineEvent& event) {
  events_.push_back(event);
  if (next_event_) return;
  const bool late = faults_.are_there() && chance_.one_in(6);
  if (!late && events_.size() == 1) return tell_next();
  next_event_ = clock_.call_at(
      clock_.now() + (late ? chance_.span_below(longest_delay) : Duration(0)), [this] {
        next_event_.reset();
        tell_next();
      });
}

void EngineLink::tell_next() {
  while (!events_.empty()) {
    const EngineEvent event = std::move(events_.front());
    events_.pop_front();
    if (listener_) listener_(event);
  }
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
asio::awaitable<EngineResult<T>> EngineLink::carry(Faults::Kind fault,
                                                   asio::awaitable<EngineResult<T>> call) {
  co_await travel();
  if (is_cut_) co_return EngineError(Kind::unreachable, "this run has ended");
  if (fault == Faults::Kind::refused) co_return EngineError(Kind::refused, "the engine will not");
  if (fault == Faults::Kind::unheard) {
    co_await sleep_for(clock_, call_patience);
    co_return EngineError(Kind::timeout, "no answer");
  }
  EngineResult<T> result = co_await std::move(call);
  if (fault == Faults::Kind::unanswered) {
    co_await sleep_for(clock_, call_patience);
    co_return EngineError(Kind::timeout, "no answer");
  }
  co_await travel();
  co_return result;
}

asio::awaitable<EngineResult<EngineInfo>> EngineLink::info() {
  return carry(Faults::Kind::none, engine_.info());
}

asio::awaitable<EngineResult<Done>> EngineLink::pull(
    std::string reference, std::optional<RegistryCredentials> credentials) {
  return carry(faults_.draw_silence(), engine_.pull(std::move(reference), std::move(credentials)));
}

asio::awaitable<EngineResult<Done>> EngineLink::push(std::string image, std::string reference,
                                                     RegistryCredentials credentials) {
  return carry(faults_.draw_silence(),
               engine_.push(std::move(image), std::move(reference), std::move(credentials)));
}

asio::awaitable<EngineResult<std::string>> EngineLink::image_id(std::string reference) {
  return carry(faults_.draw_silence(), engine_.image_id(std::move(reference)));
}

asio::awaitable<EngineResult<Done>> EngineLink::make_image(std::string reference,
                                                           std::string program, Labels labels) {
  return carry(faults_.draw_silence(),
               engine_.make_image(std::move(reference), std::move(program), std::move(labels)));
}

asio::awaitable<EngineResult<Done>> EngineLink::remove_image(std::string reference) {
  return carry(Faults::Kind::none, engine_.remove_image(std::move(reference)));
}

asio::awaitable<EngineResult<std::string>> EngineLink::create(ContainerSpec spec) {
  return carry(faults_.draw(), engine_.create(std::move(spec)));
}

asio::awaitable<EngineResult<Done>> EngineLink::start(std::string container_id) {
  return carry(faults_.draw(), engine_.start(std::move(container_id)));
}

asio::awaitable<EngineResult<Done>> EngineLink::stop(std::string container_id, Duration grace) {
  return carry(faults_.draw_silence(), engine_.stop(std::move(container_id), grace));
}

asio::awaitable<EngineResult<Done>> EngineLink::remove(std::string container_id) {
  const Faults::Kind fault = faults_.draw_removal(container_id);
  return carry(fault, engine_.remove(std::move(container_id)));
}

asio::awaitable<EngineResult<ContainerState>> EngineLink::inspect(std::string container_id) {
  return carry(faults_.draw_silence(), engine_.inspect(std::move(container_id)));
}

asio::awaitable<EngineResult<ContainerStates>> EngineLink::list(std::string label,
                                                                std::string value) {
  return carry(faults_.draw_silence(), engine_.list(std::move(label), std::move(value)));
}

asio::awaitable<EngineResult<ExecOutcome>> EngineLink::exec(std::string container_id,
                                                            std::vector<std::string> command,
                                                            Duration patience) {
  return carry(faults_.draw_silence(),
               engine_.exec(std::move(container_id), std::move(command), patience));
}

asio::awaitable<EngineResult<Done>> EngineLink::ensure_network(NetworkSpec spec) {
  return carry(faults_.draw(), engine_.ensure_network(std::move(spec)));
}

asio::awaitable<EngineResult<Done>> EngineLink::remove_network(std::string name) {
  return carry(Faults::Kind::none, engine_.remove_network(std::move(name)));
}

asio::awaitable<EngineResult<std::vector<Volume>>> EngineLink::list_volumes(std::string label,
                                                                            std::string value) {
  return carry(faults_.draw_silence(), engine_.list_volumes(std::move(label), std::move(value)));
}

asio::awaitable<EngineResult<Done>> EngineLink::remove_volume(std::string name) {
  return carry(Faults::Kind::none, engine_.remove_volume(std::move(name)));
}

asio::awaitable<EngineResult<ContainerUsage>> EngineLink::usage(std::string container_id) {
  return carry(faults_.draw_silence(), engine_.usage(std::move(container_id)));
}

asio::awaitable<EngineResult<Engine::Endpoint>> EngineLink::endpoint(std::string container_id,
                                                                     int container_port) {
  return carry(faults_.draw_silence(), engine_.endpoint(std::move(container_id), container_port));
}

}  // namespace drydock::simulation
