#include "runtime/engine/simulated/simulated_engine.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "emulator/ecs/container/labels.h"
#include "runtime/engine/simulated/errors.h"
#include "runtime/engine/simulated/http_doors.h"
#include "runtime/engine/simulated/image_pattern.h"
#include "runtime/engine/simulated/waiting.h"

namespace drydock {
namespace asio = boost::asio;
using simulated::Behaviour;
using simulated::no_such_container;
using simulated::unreachable;
using Kind = EngineError::Kind;
using Status = ContainerState::Status;

namespace {

EngineError not_running(const std::string& id) {
  return {Kind::conflict, "Container " + id + " is not running"};
}

EngineError no_such_image(const std::string& reference) {
  return {Kind::image_missing, "No such image: " + reference};
}

/// The id of an image with this content; any text will do.
std::string image_id_of(std::string_view content) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
  std::vector<unsigned char> bytes(content.begin(), content.end());
  SHA256(bytes.data(), bytes.size(), hash.data());
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "sha256:";
  for (const unsigned char byte : hash) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

/// A list of all containers is gone through in parts, so that others get a turn.
constexpr std::size_t most_listed_at_once = 200;
/// So many behaviours are remembered for containers to come.
constexpr std::size_t most_behaviours = 16;

std::optional<EngineError> failure_of(const simulated::PullOutcome& outcome,
                                      const std::string& reference) {
  if (std::holds_alternative<simulated::PullMissing>(outcome)) {
    return EngineError(Kind::image_missing,
                       "manifest for " + reference + " not found: manifest unknown");
  }
  if (const auto* failure = std::get_if<simulated::PullFails>(&outcome)) {
    return EngineError(Kind::refused, failure->text);
  }
  return std::nullopt;
}

/// "a.b.c.d/n" as the first address and the last.
std::optional<std::pair<std::uint32_t, std::uint32_t>> range_of(const std::string& cidr) {
  boost::system::error_code error;
  const auto network = asio::ip::make_network_v4(cidr, error);
  if (error) return std::nullopt;
  return std::pair(network.network().to_uint(), network.broadcast().to_uint());
}

EngineError not_drydocks(const std::string& what) {
  return {Kind::refused, "the engine's " + what + " is not drydock's: it stays"};
}

/// Drydocks share what carries the same labels, but for the one that tells which of them made it.
bool may_share(const NetworkSpec& wanted, const NetworkSpec& held) {
  return std::ranges::all_of(wanted.labels, [&](const auto& label) {
    const auto found = held.labels.find(label.first);
    return label.first == ecs::instance_label ||
           (found != held.labels.end() && found->second == label.second);
  });
}

bool has_label(const Labels& labels, std::string_view name, std::string_view value) {
  const auto found = labels.find(name);
  return found != labels.end() && found->second == value;
}

bool overlap(const std::string& left, const std::string& right) {
  const auto a = range_of(left);
  const auto b = range_of(right);
  return a && b && a->first <= b->second && b->first <= a->second;
}

}  // namespace

SimulatedEngine::SimulatedEngine(Clock& clock, IdSource& ids, asio::any_io_executor executor,
                                 simulated::Scenario scenario, Serving serving)
    : clock_(clock),
      ids_(ids),
      executor_(executor),
      scenario_(std::move(scenario)),
      serving_(serving),
      teller_(executor_) {
  if (serving_ == Serving::loopback) {
    doors_ = std::make_unique<simulated::HttpDoors>(clock_, std::move(executor));
  }
}

SimulatedEngine::~SimulatedEngine() {
  for (auto& [id, container] : containers_) forget_next_step(container);
}

asio::awaitable<void> SimulatedEngine::shut_down() {
  for (auto& [id, container] : containers_) forget_next_step(container);
  if (doors_) co_await doors_->shut_down();
}

/// Every call crosses the executor once, as it would on its way to a real engine.
asio::awaitable<bool> SimulatedEngine::arrive() {
  co_await asio::post(executor_, asio::use_awaitable);
  co_return reachable_;
}

/// Waits; false if the engine was lost meanwhile.
asio::awaitable<bool> SimulatedEngine::let_pass(Duration span) {
  if (span <= Duration::zero()) co_return reachable_;
  Waiting waiting(*this, {});
  const TimePoint deadline = clock_.now() + span;
  const int outages = outages_;
  while (outages == outages_ && clock_.now() < deadline) co_await waiting.until(deadline);
  co_return outages == outages_;
}

asio::awaitable<EngineResult<EngineInfo>> SimulatedEngine::info() {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  EngineInfo info{"simulated", DRYDOCK_VERSION};
  co_return info;
}

asio::awaitable<EngineResult<Done>> SimulatedEngine::pull(
    std::string reference, [[maybe_unused]] std::optional<RegistryCredentials> credentials) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  const Behaviour behaviour = behaviour_of(scenario_, reference);
  const bool reached = co_await let_pass(behaviour.pull_after);
  if (!reached) co_return unreachable();
  if (auto failure = failure_of(behaviour.pull, reference)) co_return std::move(*failure);
  hold_image(reference);
  co_return Done{};
}

void SimulatedEngine::hold_image(const std::string& reference) {
  images_.insert_or_assign(simulated::with_tag(reference), Image{image_id_of(reference), {}});
}

asio::awaitable<EngineResult<Done>> SimulatedEngine::push(std::string /*image*/,
                                                          std::string /*reference*/,
                                                          RegistryCredentials /*login*/) {
  return refuse_push();
}

asio::awaitable<EngineResult<Done>> SimulatedEngine::refuse_push() {
  const bool reached = co_await arrive();
  if (!reached) co_return unreachable();
  EngineError refused(Kind::refused, "the images of the simulated engine are names only");
  co_return refused;
}

asio::awaitable<EngineResult<std::string>> SimulatedEngine::image_id(std::string reference) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  const auto found = images_.find(simulated::with_tag(reference));
  if (found == images_.end()) co_return no_such_image(reference);
  co_return found->second.id;
}

asio::awaitable<EngineResult<Done>> SimulatedEngine::make_image(std::string reference,
                                                                std::string program,
                                                                Labels labels) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  images_.insert_or_assign(simulated::with_tag(reference),
                           Image{image_id_of(program), std::move(labels)});
  co_return Done{};
}

asio::awaitable<EngineResult<Done>> SimulatedEngine::remove_image(std::string reference) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  const auto found = images_.find(simulated::with_tag(reference));
  if (found == images_.end()) co_return Done{};
  if (!ecs::are_drydocks(found->second.labels)) co_return not_drydocks("image " + reference);
  const bool used = std::ranges::any_of(containers_, [&](const auto& container) {
    return container.second.state.image_id == found->second.id;
  });
  if (used) co_return EngineError(Kind::conflict, "Image " + reference + " has containers");
  images_.erase(found);
  co_return Done{};
}

/// `labels` and `name` are the thing's own, which stays where it is.
void SimulatedEngine::note_task(ByTask& by_task, const Labels& labels, std::string_view name) {
  const auto task = labels.find(ecs::task_label);
  if (task != labels.end()) by_task.emplace(task->second, name);
}

void SimulatedEngine::forget_task(ByTask& by_task, const Labels& labels, std::string_view name) {
  const auto task = labels.find(ecs::task_label);
  if (task == labels.end()) return;
  const auto [first, last] = by_task.equal_range(task->second);
  const auto found = std::find(first, last, ByTask::value_type(task->second, name));
  if (found != last) by_task.erase(found);
}

/// Volumes stay when their container goes. An error leaves nothing made.
std::optional<EngineError> SimulatedEngine::make_volumes(const ContainerSpec& spec) {
  std::vector<Mount> volumes = spec.mounts;
  std::erase_if(volumes, [](const Mount& mount) { return mount.kind != Mount::Kind::volume; });
  for (const Mount& mount : volumes) {
    const auto held = volumes_.find(mount.source);
    if (held != volumes_.end() && !ecs::have_one_owner(held->second.labels, mount.labels)) {
      return EngineError(Kind::conflict, "the engine has a volume " + mount.source +
                                             " already, and this drydock did not make it");
    }
  }
  for (const Mount& mount : volumes) {
    const auto [held, is_new] = volumes_.try_emplace(mount.source, HeldVolume{mount.labels});
    if (is_new) note_task(volumes_by_task_, held->second.labels, held->first);
    ++held->second.containers;
  }
  return std::nullopt;
}

void SimulatedEngine::let_go_of_volumes(const simulated::KeptSpec& spec) {
  for (const std::string& name : spec.volumes) --volumes_.find(name)->second.containers;
}

/// The behaviour as the containers before have it, if one of those that came last has.
Shared<Behaviour> SimulatedEngine::shared(const Behaviour& behaviour) {
  const auto same = [&](const Shared<Behaviour>& known) { return *known == behaviour; };
  const auto found = std::ranges::find_if(behaviours_, same);
  if (found != behaviours_.end()) return *found;
  if (behaviours_.size() == most_behaviours) behaviours_.pop_front();
  return behaviours_.emplace_back(behaviour);
}

asio::awaitable<EngineResult<std::vector<Volume>>> SimulatedEngine::list_volumes(
    std::string label, std::string value) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  std::vector<Volume> seen;
  if (label == ecs::task_label) {
    const auto [first, last] = volumes_by_task_.equal_range(value);
    for (auto next = first; next != last; ++next) {
      const auto held = volumes_.find(std::string(next->second));
      seen.push_back({held->first, held->second.labels});
    }
    co_return seen;
  }
  for (const auto& [name, volume] : volumes_) {
    if (has_label(volume.labels, label, value)) seen.push_back({name, volume.labels});
  }
  co_return seen;
}

asio::awaitable<EngineResult<Done>> SimulatedEngine::remove_volume(std::string name) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  const auto found = volumes_.find(name);
  if (found == volumes_.end()) co_return Done{};
  if (!ecs::are_drydocks(found->second.labels)) co_return not_drydocks("volume " + name);
  if (found->second.containers > 0) {
    co_return EngineError(Kind::conflict, "Volume " + name + " is in use");
  }
  forget_task(volumes_by_task_, found->second.labels, found->first);
  volumes_.erase(found);
  co_return Done{};
}

asio::awaitable<EngineResult<std::string>> SimulatedEngine::create(ContainerSpec spec) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  const auto image = images_.find(simulated::with_tag(spec.image));
  if (image == images_.end()) co_return no_such_image(spec.image);
  if (names_.contains(spec.name)) {
    co_return EngineError(Kind::conflict, "The name " + spec.name + " is in use");
  }
  if (auto error = make_volumes(spec)) co_return std::move(*error);
  std::string id = ids_.hex(64);
  const auto place = containers_.try_emplace(id).first;
  Container& container = place->second;
  container.behaviour = shared(behaviour_of(scenario_, spec.image));
  container.state.id = id;
  container.state.name = std::move(spec.name);
  container.state.image_id = image->second.id;
  container.state.labels = std::move(spec.labels);
  container.spec = simulated::keep(std::move(spec));
  names_.insert(container.state.name);
  note_task(containers_by_task_, container.state.labels, place->first);
  co_return id;
}

asio::awaitable<EngineResult<Done>> SimulatedEngine::remove(std::string container_id) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  const auto found = containers_.find(container_id);
  if (found == containers_.end()) co_return Done{};
  Container& container = found->second;
  end(container, 137);
  forget_next_step(container);
  leave_network(container);
  let_go_of_volumes(container.spec);
  names_.erase(container.state.name);
  forget_task(containers_by_task_, container.state.labels, container_id);
  containers_.erase(found);
  wake_waiting(container_id);
  co_return Done{};
}

asio::awaitable<EngineResult<ContainerState>> SimulatedEngine::inspect(std::string container_id) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  const Container* container = find(container_id);
  if (container == nullptr) co_return no_such_container(container_id);
  co_return container->state;
}

asio::awaitable<EngineResult<ContainerStates>> SimulatedEngine::list(std::string label,
                                                                     std::string value) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  if (label == ecs::task_label) co_return of_task(value);
  ContainerStates found;
  auto next = std::as_const(containers_).begin();
  for (std::size_t seen = 1; next != containers_.end(); ++seen) {
    const auto& [id, container] = *next++;
    if (has_label(container.state.labels, label, value)) found.push_back(container.state);
    if (seen % most_listed_at_once != 0) continue;
    const std::string last = id;
    const bool still_there = co_await arrive();
    if (!still_there) co_return unreachable();
    next = containers_.upper_bound(last);
  }
  co_return found;
}

ContainerStates SimulatedEngine::of_task(const std::string& task_id) const {
  ContainerStates found;
  const auto [first, last] = containers_by_task_.equal_range(task_id);
  for (auto next = first; next != last; ++next) {
    found.push_back(containers_.find(next->second)->second.state);
  }
  return found;
}

asio::awaitable<EngineResult<ExecOutcome>> SimulatedEngine::exec(
    std::string container_id, [[maybe_unused]] std::vector<std::string> command,
    [[maybe_unused]] Duration patience) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  const Container* container = find(container_id);
  if (container == nullptr) co_return no_such_container(container_id);
  if (container->state.status != Status::running) {
    co_return not_running(container_id);
  }
  const bool healthy = is_healthy(*container, clock_.now());
  ExecOutcome outcome{healthy ? 0 : 1, healthy ? "healthy\n" : "not healthy\n"};
  co_return outcome;
}

asio::awaitable<EngineResult<Done>> SimulatedEngine::ensure_network(NetworkSpec spec) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  const auto held = networks_.find(spec.name);
  if (held != networks_.end() && may_share(spec, held->second)) co_return Done{};
  if (held != networks_.end()) {
    co_return EngineError(Kind::conflict, "the engine has a network " + spec.name +
                                              " that drydock did not make; it is left alone");
  }
  for (const auto& [name, other] : networks_) {
    if (overlap(spec.cidr, other.cidr)) {
      co_return EngineError(Kind::conflict, "The addresses " + spec.cidr + " of network " +
                                                spec.name + " overlap with those of " + name);
    }
  }
  networks_.emplace(spec.name, spec);
  co_return Done{};
}

asio::awaitable<EngineResult<Done>> SimulatedEngine::remove_network(std::string name) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  const auto held = networks_.find(name);
  if (held == networks_.end()) co_return Done{};
  if (!ecs::are_drydocks(held->second.labels)) co_return not_drydocks("network " + name);
  const auto first = addresses_.lower_bound({name, ""});
  if (first != addresses_.end() && first->first == name) {
    co_return EngineError(Kind::conflict, "Network " + name + " has containers");
  }
  networks_.erase(held);
  co_return Done{};
}

asio::awaitable<EngineResult<ContainerUsage>> SimulatedEngine::usage(std::string container_id) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  const Container* container = find(container_id);
  if (container == nullptr) co_return no_such_container(container_id);
  if (container->state.status != Status::running) co_return not_running(container_id);
  co_return simulated::usage_of(*container, clock_.now());
}

asio::awaitable<EngineResult<Engine::Endpoint>> SimulatedEngine::endpoint(std::string container_id,
                                                                          int container_port) {
  const bool arrived = co_await arrive();
  if (!arrived) co_return unreachable();
  const Container* container = find(container_id);
  if (container == nullptr) co_return no_such_container(container_id);
  if (container->state.status != Status::running) co_return not_running(container_id);
  co_return reach(container_id, container_port);
}

EngineResult<Engine::Endpoint> SimulatedEngine::reach(const std::string& container_id,
                                                      int container_port) {
  if (!doors_) return Endpoint{"sim:" + container_id, container_port};
  const auto port = open_door(container_id, container_port, 0);
  if (!port) return EngineError(Kind::refused, "No loopback port: " + port.error().message());
  return Endpoint{"127.0.0.1", *port};
}

bool SimulatedEngine::is_at_rest() const {
  return std::ranges::none_of(
      containers_, [](const auto& container) { return container.second.next_step.has_value(); });
}

std::optional<std::pair<std::string, int>> SimulatedEngine::container_at(
    const Endpoint& endpoint) const {
  if (!doors_ || endpoint.host != "127.0.0.1") return std::nullopt;
  return doors_->behind(endpoint.port);
}

std::size_t SimulatedEngine::delayed_answers() const {
  return doors_ ? doors_->delayed_answers() : 0;
}

void SimulatedEngine::on_event(std::function<void(const EngineEvent&)> listener) {
  teller_.listen(std::move(listener));
}

}  // namespace drydock
