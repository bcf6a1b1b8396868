#include "runtime/faults/engine_with_faults.h"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "async/sleep.h"
#include "emulator/ecs/container/container_spec.h"

namespace drydock {
namespace asio = boost::asio;
using Kind = EngineError::Kind;

namespace {

/// Events beyond these are dropped: who hears that the engine is back looks at everything again.
constexpr std::size_t most_kept = 10'000;

EngineError lost() { return {Kind::unreachable, "the engine is lost, as a fault has it"}; }

bool is_pause(const Labels& labels) {
  const auto found = labels.find(std::string(ecs::container_label));
  return found == labels.end() || found->second == ecs::pause_container_name;
}

}  // namespace

EngineWithFaults::EngineWithFaults(std::unique_ptr<Engine> engine, FaultBook& faults, Clock& clock,
                                   asio::any_io_executor executor, ImageOf image_of)
    : engine_(std::move(engine)),
      faults_(faults),
      clock_(clock),
      executor_(executor),
      image_of_(std::move(image_of)),
      teller_(std::move(executor)) {
  engine_->on_event([this](const EngineEvent& event) { hear(event); });
  faults_.on_engine_lost([this](bool lost) { lose(lost); });
}

EngineWithFaults::~EngineWithFaults() {
  faults_.on_engine_lost([](bool) {});
  engine_->on_event([](const EngineEvent&) {});
}

void EngineWithFaults::on_event(std::function<void(const EngineEvent&)> listener) {
  teller_.listen(std::move(listener));
}

void EngineWithFaults::hear(const EngineEvent& event) {
  if (event.kind == EngineEvent::Kind::disconnected) really_lost_ = true;
  if (event.kind == EngineEvent::Kind::reconnected) really_lost_ = false;
  if (!lost_) {
    teller_.tell(event);
    if (event.kind == EngineEvent::Kind::reconnected) tell_kept();
  } else if (!event.container_id.empty() && kept_.size() < most_kept) {
    kept_.push_back(event);
  }
}

/// An engine that is really lost has told so, and tells when it is back.
void EngineWithFaults::lose(bool lost) {
  lost_ = lost;
  if (lost) ++outages_;
  if (really_lost_) return;
  teller_.tell({lost ? EngineEvent::Kind::disconnected : EngineEvent::Kind::reconnected, {}, {}});
  if (!lost) tell_kept();
}

void EngineWithFaults::tell_kept() {
  for (EngineEvent& event : std::exchange(kept_, {})) teller_.tell(std::move(event));
}

template <class T>
asio::awaitable<EngineResult<T>> EngineWithFaults::carry(asio::awaitable<EngineResult<T>> call) {
  if (lost_) {
    co_await asio::post(executor_, asio::use_awaitable);
    co_return lost();
  }
  const int outages = outages_;
  EngineResult<T> result = co_await std::move(call);
  if (outages != outages_) co_return lost();
  co_return result;
}

asio::awaitable<EngineResult<Done>> EngineWithFaults::crash(std::string container_id,
                                                            int exit_code) {
  crashed_.insert_or_assign(container_id, exit_code);
  const auto stopped = co_await carry(engine_->stop(container_id, Duration(0)));
  if (!stopped) crashed_.erase(container_id);
  co_return stopped;
}

void EngineWithFaults::correct(ContainerState& state) const {
  const auto found = crashed_.find(state.id);
  if (found == crashed_.end() || state.status != ContainerState::Status::exited) return;
  state.exit_code = found->second;
}

asio::awaitable<EngineResult<Done>> EngineWithFaults::start(std::string container_id) {
  crashed_.erase(container_id);
  if (faults_.has_slow_starts()) {
    const auto delayed = co_await carry(delay_start(container_id));
    if (!delayed) co_return delayed;
  }
  const auto started = co_await carry(engine_->start(std::move(container_id)));
  co_return started;
}

/// The container that holds a task's network is drydock's own, and starts as it does.
asio::awaitable<EngineResult<Done>> EngineWithFaults::delay_start(std::string container_id) {
  const auto state = co_await engine_->inspect(std::move(container_id));
  if (!state) co_return state.error();
  if (!is_pause(state->labels)) {
    co_await sleep_for(clock_, faults_.start_delay(image_of_(state->labels)));
  }
  co_return Done{};
}

asio::awaitable<EngineResult<ExecOutcome>> EngineWithFaults::exec(std::string container_id,
                                                                  std::vector<std::string> command,
                                                                  Duration patience) {
  if (faults_.is_unhealthy_container(container_id)) return carry(fail_check());
  return carry(engine_->exec(std::move(container_id), std::move(command), patience));
}

asio::awaitable<EngineResult<ExecOutcome>> EngineWithFaults::fail_check() {
  co_await asio::post(executor_, asio::use_awaitable);
  ExecOutcome outcome{1, "not healthy, as a fault has it\n"};
  co_return outcome;
}

asio::awaitable<EngineResult<ContainerState>> EngineWithFaults::inspect(std::string container_id) {
  auto state = co_await carry(engine_->inspect(std::move(container_id)));
  if (state) correct(*state);
  co_return state;
}

asio::awaitable<EngineResult<ContainerStates>> EngineWithFaults::list(std::string label,
                                                                      std::string value) {
  auto states = co_await carry(engine_->list(std::move(label), std::move(value)));
  if (states) {
    for (ContainerState& state : *states) correct(state);
  }
  co_return states;
}

asio::awaitable<EngineResult<Done>> EngineWithFaults::remove(std::string container_id) {
  const auto removed = co_await carry(engine_->remove(container_id));
  if (removed) crashed_.erase(container_id);
  co_return removed;
}

asio::awaitable<EngineResult<EngineInfo>> EngineWithFaults::info() {
  return carry(engine_->info());
}

asio::awaitable<EngineResult<Done>> EngineWithFaults::pull(
    std::string reference, std::optional<RegistryCredentials> credentials) {
  return carry(engine_->pull(std::move(reference), std::move(credentials)));
}

asio::awaitable<EngineResult<Done>> EngineWithFaults::push(std::string image, std::string reference,
                                                           RegistryCredentials credentials) {
  return carry(engine_->push(std::move(image), std::move(reference), std::move(credentials)));
}

asio::awaitable<EngineResult<std::string>> EngineWithFaults::image_id(std::string reference) {
  return carry(engine_->image_id(std::move(reference)));
}

asio::awaitable<EngineResult<Done>> EngineWithFaults::make_image(std::string reference,
                                                                 std::string program,
                                                                 Labels labels) {
  return carry(engine_->make_image(std::move(reference), std::move(program), std::move(labels)));
}

asio::awaitable<EngineResult<Done>> EngineWithFaults::remove_image(std::string reference) {
  return carry(engine_->remove_image(std::move(reference)));
}

asio::awaitable<EngineResult<std::string>> EngineWithFaults::create(ContainerSpec spec) {
  return carry(engine_->create(std::move(spec)));
}

asio::awaitable<EngineResult<Done>> EngineWithFaults::stop(std::string container_id,
                                                           Duration grace) {
  return carry(engine_->stop(std::move(container_id), grace));
}

asio::awaitable<EngineResult<Done>> EngineWithFaults::ensure_network(NetworkSpec spec) {
  return carry(engine_->ensure_network(std::move(spec)));
}

asio::awaitable<EngineResult<Done>> EngineWithFaults::remove_network(std::string name) {
  return carry(engine_->remove_network(std::move(name)));
}

asio::awaitable<EngineResult<std::vector<Volume>>> EngineWithFaults::list_volumes(
    std::string label, std::string value) {
  return carry(engine_->list_volumes(std::move(label), std::move(value)));
}

asio::awaitable<EngineResult<Done>> EngineWithFaults::remove_volume(std::string name) {
  return carry(engine_->remove_volume(std::move(name)));
}

asio::awaitable<EngineResult<ContainerUsage>> EngineWithFaults::usage(std::string container_id) {
  return carry(engine_->usage(std::move(container_id)));
}

asio::awaitable<EngineResult<Engine::Endpoint>> EngineWithFaults::endpoint(std::string container_id,
                                                                           int container_port) {
  return carry(engine_->endpoint(std::move(container_id), container_port));
}

}  // namespace drydock
