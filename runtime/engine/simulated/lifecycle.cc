// The life of the simulated engine's containers: start, run, end, and who is told.

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "runtime/engine/simulated/errors.h"
#include "runtime/engine/simulated/http_doors.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "runtime/engine/simulated/waiting.h"

namespace drydock {
namespace asio = boost::asio;
using Kind = EngineError::Kind;
using Mode = NetworkAttachment::Mode;
using Status = ContainerState::Status;
using simulated::Behaviour;
using simulated::no_such_container;
using simulated::unreachable;

namespace {

constexpr int killed_code = 137;  // 128 + SIGKILL, as a shell tells it.

/// As Docker makes it: 02:42 and the address.
std::string mac_of(const std::string& address) {
  boost::system::error_code error;
  const auto bytes = asio::ip::make_address_v4(address, error).to_bytes();
  constexpr std::string_view digits = "0123456789abcdef";
  std::string mac = "02:42";
  for (const unsigned char byte : bytes) mac += {':', digits[byte >> 4], digits[byte & 15]};
  return mac;
}

}  // namespace

asio::awaitable<EngineResult<Done>> SimulatedEngine::start(std::string container_id) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  Container* container = find(container_id);
  if (container == nullptr) co_return no_such_container(container_id);
  if (container->state.status == Status::running) co_return Done{};
  if (!container->starting) {
    if (auto error = begin(*container)) co_return std::move(*error);
  }
  Waiting waiting(*this, container_id);
  const int outages = outages_;
  while (outages == outages_ && (container = find(container_id)) != nullptr &&
         container->starting) {
    co_await waiting.until(std::nullopt);
  }
  if (outages != outages_) co_return unreachable();
  if (container == nullptr) co_return no_such_container(container_id);
  co_return Done{};
}

/// Takes what the container needs and lets start_after pass. An error leaves nothing taken.
std::optional<EngineError> SimulatedEngine::begin(Container& container) {
  auto error = join_network(container);
  if (!error) error = publish_ports(container);
  if (error) {
    leave_network(container);
    container.state.error = error->message;
    return error;
  }
  container.starting = true;
  container.state.error.clear();
  container.next_step = clock_.call_at(clock_.now() + container.behaviour->start_after,
                                       [this, id = container.state.id] { run(id); });
  return std::nullopt;
}

std::optional<EngineError> SimulatedEngine::join_network(Container& container) {
  const NetworkAttachment& wanted = container.spec.network;
  switch (wanted.mode) {
    case Mode::none:
    case Mode::host:
      return std::nullopt;
    case Mode::bridge:
      container.state.address =
          asio::ip::address_v4(0xac110000U | (next_bridge_address_++ & 0xffffU)).to_string();
      container.state.mac_address = mac_of(container.state.address);
      return std::nullopt;
    case Mode::network:
      if (!networks_.contains(wanted.network)) {
        return EngineError(Kind::not_found, "network " + wanted.network + " not found");
      }
      if (!addresses_.emplace(wanted.network, wanted.address).second) {
        return EngineError(Kind::conflict, "Address already in use: " + wanted.address);
      }
      container.state.address = wanted.address;
      container.state.mac_address = mac_of(wanted.address);
      return std::nullopt;
    case Mode::container: {
      const Container* owner = find(wanted.container);
      if (owner == nullptr) return no_such_container(wanted.container);
      if (owner->state.status == Status::running) return std::nullopt;
      return EngineError(Kind::conflict,
                         "cannot join network of a non running container: " + wanted.container);
    }
  }
  return std::nullopt;
}

std::optional<EngineError> SimulatedEngine::publish_ports(Container& container) {
  container.state.ports.clear();
  if (container.spec.network.mode != Mode::bridge) return std::nullopt;
  for (PortBinding port : container.spec.ports) {
    const auto published = publish(container.state.id, port);
    if (!published) {
      return EngineError(Kind::conflict, "Bind for 127.0.0.1:" + std::to_string(port.host_port) +
                                             " failed: port is already allocated");
    }
    port.host_port = *published;
    container.state.ports.push_back(port);
  }
  return std::nullopt;
}

/// The host's port for a container's; nothing where it is taken.
std::optional<int> SimulatedEngine::publish(const std::string& container_id,
                                            const PortBinding& port) {
  if (doors_ && port.protocol == Transport::tcp) {
    const auto opened = open_door(container_id, port.container_port, port.host_port);
    return opened ? std::optional(*opened) : std::nullopt;
  }
  int number = port.host_port;
  while (number == 0 || (port.host_port == 0 && host_ports_.contains(number))) {
    number = next_host_port_++;
    if (next_host_port_ > 60999) next_host_port_ = 32768;
  }
  return host_ports_.insert(number).second ? std::optional(number) : std::nullopt;
}

Result<int, boost::system::error_code> SimulatedEngine::open_door(const std::string& container_id,
                                                                  int container_port, int port) {
  if (const auto open = doors_->find(container_id, container_port)) return *open;
  return doors_->open(container_id, container_port, port,
                      [this, container_id](const simulated::Question& question) {
                        return ask(container_id, question);
                      });
}

void SimulatedEngine::leave_network(Container& container) {
  if (doors_) doors_->close(container.state.id);
  for (const PortBinding& port : container.state.ports) host_ports_.erase(port.host_port);
  if (!container.state.address.empty()) {
    addresses_.erase({container.spec.network.network, container.state.address});
  }
  container.state.ports.clear();
  container.state.address.clear();
  container.state.mac_address.clear();
}

void SimulatedEngine::run(const std::string& id) {
  Container& container = *find(id);
  container.next_step.reset();
  container.starting = false;
  container.started_at = clock_.now();
  container.state.status = Status::running;
  container.state.exit_code.reset();
  container.state.oom_killed = false;
  tell(EngineEvent::Kind::started, container);
  wake_waiting(id);
  const Behaviour& behaviour = *container.behaviour;
  if (behaviour.exit_after) {
    end_at(container, clock_.now() + *behaviour.exit_after, behaviour.exit_code);
  }
}

asio::awaitable<EngineResult<Done>> SimulatedEngine::stop(std::string container_id,
                                                          Duration grace) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  Container* container = find(container_id);
  if (container == nullptr) co_return no_such_container(container_id);
  if (container->state.status != Status::running) co_return Done{};
  const auto stop_after = container->behaviour->stop_after;
  const bool obeys = stop_after && *stop_after <= grace;
  end_at(*container, clock_.now() + (obeys ? *stop_after : grace), obeys ? 0 : killed_code);

  Waiting waiting(*this, container_id);
  const int outages = outages_;
  while (outages == outages_ && (container = find(container_id)) != nullptr &&
         container->state.status == Status::running) {
    co_await waiting.until(std::nullopt);
  }
  if (outages != outages_) co_return unreachable();
  co_return Done{};
}

/// The earliest of a container's ends is the one that happens.
void SimulatedEngine::end_at(Container& container, TimePoint when, int exit_code) {
  if (container.ends_at && *container.ends_at <= when) return;
  forget_next_step(container);
  container.ends_at = when;
  container.next_step = clock_.call_at(
      when, [this, id = container.state.id, exit_code] { end(*find(id), exit_code); });
}

void SimulatedEngine::end(Container& container, int exit_code) {
  if (container.state.status != Status::running) return;
  forget_next_step(container);
  leave_network(container);
  container.state.status = Status::exited;
  container.state.exit_code = exit_code;
  tell(EngineEvent::Kind::died, container);
  wake_waiting(container.state.id);
}

void SimulatedEngine::forget_next_step(Container& container) {
  if (container.next_step) clock_.cancel(*container.next_step);
  container.next_step.reset();
  container.ends_at.reset();
}

void SimulatedEngine::crash(const std::string& container_id, int exit_code) {
  if (Container* container = find(container_id)) end(*container, exit_code);
}

void SimulatedEngine::run_out_of_memory(const std::string& container_id) {
  Container* container = find(container_id);
  if (container == nullptr || container->state.status != Status::running) return;
  container->state.oom_killed = true;
  tell(EngineEvent::Kind::out_of_memory, *container);
  end(*container, killed_code);
}

void SimulatedEngine::break_health(const std::string& container_id) {
  if (Container* container = find(container_id)) container->health_broken = true;
}

SimulatedEngine::Container* SimulatedEngine::find(const std::string& id) {
  const auto found = containers_.find(id);
  return found == containers_.end() ? nullptr : &found->second;
}

std::optional<simulated::Answer> SimulatedEngine::ask(const std::string& container_id,
                                                      const simulated::Question& question) const {
  const auto found = containers_.find(container_id);
  if (found == containers_.end()) return std::nullopt;
  return answer(found->second, question, clock_.now());
}

void SimulatedEngine::set_reachable(bool reachable) {
  if (reachable == reachable_) return;
  reachable_ = reachable;
  if (!reachable) {
    ++outages_;
    for (const auto& [container_id, waiting] : waiting_) waiting->wake();
  }
  const auto kind = reachable ? EngineEvent::Kind::reconnected : EngineEvent::Kind::disconnected;
  teller_.tell({kind, {}, {}});
  for (EngineEvent& event : std::exchange(missed_, {})) teller_.tell(std::move(event));
}

void SimulatedEngine::wake_waiting(const std::string& container_id) {
  const auto [first, last] = waiting_.equal_range(container_id);
  for (auto next = first; next != last; ++next) next->second->wake();
}

void SimulatedEngine::tell(EngineEvent::Kind kind, const Container& container) {
  EngineEvent event{kind, container.state.id, container.state.labels};
  if (!reachable_) {
    missed_.push_back(std::move(event));
    return;
  }
  teller_.tell(std::move(event));
}

}  // namespace drydock
