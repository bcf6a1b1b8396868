#include "runtime/engine/docker/docker_engine.h"

#include <utility>

#include "async/keep_running.h"
#include "async/sleep.h"
#include "emulator/base/percent.h"
#include "emulator/base/tar.h"
#include "emulator/ecs/container/labels.h"
#include "emulator/json/writer.h"
#include "runtime/engine/docker/answers.h"
#include "runtime/engine/docker/container_usage.h"
#include "runtime/engine/docker/host_gateway.h"
#include "runtime/engine/docker/pull_progress.h"

namespace drydock {
namespace asio = boost::asio;
using Kind = EngineError::Kind;
using Status = ContainerState::Status;

namespace {

/// More containers or volumes than a machine runs: an answer with more of them makes no sense.
constexpr std::size_t list_limit = 10'000;

std::string label_filter(const std::string& label, const std::string& value) {
  json::Writer writer;
  writer.begin_object();
  writer.key("label");
  writer.begin_array();
  writer.string(label + "=" + value);
  writer.end_array();
  writer.end_object();
  return percent_encoded(writer.text());
}

/// Where a TCP port of the container has been published.
std::optional<int> published(const ContainerState& state, int container_port) {
  for (const PortBinding& port : state.ports) {
    if (port.container_port == container_port && port.protocol == Transport::tcp)
      return port.host_port;
  }
  return std::nullopt;
}

EngineResult<Engine::Endpoint> endpoint_of(const docker::Inspection& container,
                                           const std::string& host, int container_port) {
  const ContainerState& state = container.state;
  if (container.network_mode == "host") return Engine::Endpoint{host, container_port};
  if (const auto port = published(state, container_port)) return Engine::Endpoint{host, *port};
  if (!state.address.empty()) return Engine::Endpoint{state.address, container_port};
  return EngineError(Kind::refused, "container " + state.id + " has no network address");
}

}  // namespace

DockerEngine::DockerEngine(docker::DockerHost host, Clock& clock, asio::any_io_executor executor,
                           DockerEngineSettings settings)
    : client_(std::move(host), executor, settings.pulse.patience),
      clock_(clock),
      settings_(std::move(settings)),
      teller_(executor),
      stream_(client_, clock_, teller_, settings_.pulse.interval),
      following_(executor) {
  if (!client_.host().is_local()) settings_.publish_on = "0.0.0.0";
}

asio::awaitable<void> DockerEngine::shut_down() {
  following_.cancel();
  co_await following_.wait();
}

void DockerEngine::on_event(std::function<void(const EngineEvent&)> listener) {
  teller_.listen(std::move(listener));
  if (following_.size() == 0) {
    following_.spawn("Docker's event stream", keep_running("Docker's event stream", clock_,
                                                           [this] { return stream_.run(); }));
  }
}

asio::awaitable<EngineResult<HttpReply>> DockerEngine::get(std::string path) {
  docker::Request request;
  request.method = "GET";
  request.path = std::move(path);
  request.timeout = settings_.patience.answer;
  co_return co_await client_.ask(std::move(request));
}

asio::awaitable<EngineResult<Done>> DockerEngine::act(std::string method, std::string path,
                                                      std::string body) {
  return act(std::move(method), std::move(path), std::move(body), settings_.patience.answer);
}

asio::awaitable<EngineResult<Done>> DockerEngine::act(std::string method, std::string path,
                                                      std::string body, Duration timeout) {
  docker::Request request;
  request.method = std::move(method);
  request.path = std::move(path);
  request.body = std::move(body);
  request.timeout = timeout;
  const auto reply = co_await client_.ask(std::move(request));
  if (!reply) co_return reply.error();
  co_return Done{};
}

asio::awaitable<EngineResult<EngineInfo>> DockerEngine::info() {
  const auto greeting = co_await client_.greet();
  if (!greeting) co_return greeting.error();
  stream_.begin_at(greeting->date);
  EngineInfo info{"docker", greeting->version};
  co_return info;
}

asio::awaitable<std::string> DockerEngine::host_address() {
  std::string address(docker::host_gateway);
  const auto found = co_await get("/networks/bridge");
  if (!found) co_return address;
  const auto document = json::parse(found->body);
  if (!document) co_return address;
  const json::View options = document->root()["Options"];
  const auto bridge = options["com.docker.network.bridge.name"].as_string();
  if (const auto own = docker::address_of_interface(bridge.value_or(""))) address = *own;
  co_return address;
}

asio::awaitable<EngineResult<Done>> DockerEngine::pull(
    std::string reference, std::optional<RegistryCredentials> credentials) {
  const docker::ImageName image = docker::split_reference(reference);
  docker::PullProgress progress;
  docker::Request request;
  request.method = "POST";
  request.path = "/images/create?fromImage=" + percent_encoded(image.name) +
                 "&tag=" + percent_encoded(image.tag);
  if (credentials) request.registry_auth = docker::registry_auth(*credentials, reference);
  request.timeout = settings_.patience.pull;
  request.idle_timeout = settings_.patience.pull_idle;
  request.on_body = [&progress](std::string_view piece) { progress.feed(piece); };
  const auto reply = co_await client_.ask(std::move(request));
  if (!reply) {
    EngineError error = reply.error();
    if (error.kind == Kind::refused) error = docker::pull_error(error.message);
    if (error.kind == Kind::not_found) error.kind = Kind::image_missing;
    co_return error;
  }
  if (progress.error()) co_return *progress.error();
  co_return Done{};
}

asio::awaitable<EngineResult<Done>> DockerEngine::push(std::string image, std::string reference,
                                                       RegistryCredentials credentials) {
  const auto held = co_await image_id(image);
  if (!held) co_return held.error();
  const docker::ImageName target = docker::split_reference(reference);
  const std::string query =
      "repo=" + percent_encoded(target.name) + "&tag=" + percent_encoded(target.tag);
  const auto tagged = co_await act("POST", "/images/" + percent_encoded(image) + "/tag?" + query);
  if (!tagged) co_return tagged.error();
  docker::PullProgress progress;
  docker::Request request;
  request.method = "POST";
  request.path =
      "/images/" + percent_encoded(target.name) + "/push?tag=" + percent_encoded(target.tag);
  request.registry_auth = docker::registry_auth(credentials, reference);
  request.timeout = settings_.patience.pull;
  request.idle_timeout = settings_.patience.pull_idle;
  request.on_body = [&progress](std::string_view piece) { progress.feed(piece); };
  const auto reply = co_await client_.ask(std::move(request));
  if (!reply) co_return reply.error();
  if (progress.error()) co_return *progress.error();
  co_return Done{};
}

asio::awaitable<EngineResult<std::string>> DockerEngine::image_id(std::string reference) {
  const auto reply = co_await get("/images/" + percent_encoded(reference) + "/json");
  if (!reply) {
    EngineError error = reply.error();
    if (error.kind == Kind::not_found) error.kind = Kind::image_missing;
    co_return error;
  }
  co_return docker::text_in(*reply, "Id");
}

asio::awaitable<EngineResult<Done>> DockerEngine::make_image(std::string reference,
                                                             std::string program, Labels labels) {
  const docker::ImageName image = docker::split_reference(reference);
  docker::PullProgress progress;
  docker::Request request;
  request.method = "POST";
  request.path = "/images/create?fromSrc=-&repo=" + percent_encoded(image.name) +
                 "&tag=" + percent_encoded(image.tag) +
                 "&changes=" + percent_encoded(R"(ENTRYPOINT ["/program"])");
  for (const auto& [name, value] : labels) {
    request.path += "&changes=" + percent_encoded("LABEL " + name + "=" + value);
  }
  request.body = tar::archive_of("program", program, tar::Mode::executable);
  request.content_type = "application/x-tar";
  request.timeout = settings_.patience.create;
  request.on_body = [&progress](std::string_view piece) { progress.feed(piece); };
  const auto reply = co_await client_.ask(std::move(request));
  if (!reply) co_return reply.error();
  if (progress.error()) co_return *progress.error();
  co_return Done{};
}

asio::awaitable<EngineResult<Done>> DockerEngine::remove_image(std::string reference) {
  std::string path = "/images/" + percent_encoded(reference);
  auto removed = co_await remove_own(std::move(path), "image " + reference);
  co_return removed;
}

asio::awaitable<EngineResult<std::string>> DockerEngine::create(ContainerSpec spec) {
  const auto mountable = co_await check_volumes(spec.mounts);
  if (!mountable) co_return mountable.error();
  docker::Request request;
  request.method = "POST";
  request.path = "/containers/create?name=" + percent_encoded(spec.name);
  request.body = docker::create_body(spec, settings_.publish_on);
  request.timeout = settings_.patience.create;
  const auto reply = co_await client_.ask(std::move(request));
  if (!reply) co_return reply.error();
  co_return docker::text_in(*reply, "Id");
}

/// The engine mounts a volume that it has already, whoever made it.
asio::awaitable<EngineResult<Done>> DockerEngine::check_volumes(std::vector<Mount> mounts) {
  for (const Mount& mount : mounts) {
    if (mount.kind != Mount::Kind::volume) continue;
    auto held = co_await labels_at("/volumes/" + percent_encoded(mount.source));
    if (!held && held.error().kind == Kind::not_found) continue;
    if (!held) co_return held.error();
    if (!ecs::have_one_owner(mount.labels, *held)) {
      co_return EngineError(Kind::conflict, "the engine has a volume " + mount.source +
                                                " already, and this drydock did not make it");
    }
  }
  co_return Done{};
}

asio::awaitable<EngineResult<Done>> DockerEngine::start(std::string container_id) {
  std::string path = "/containers/" + container_id + "/start";
  co_return co_await act("POST", std::move(path), std::string(), settings_.patience.start);
}

asio::awaitable<EngineResult<Done>> DockerEngine::stop(std::string container_id, Duration grace) {
  const auto whole = std::chrono::ceil<std::chrono::seconds>(std::max(grace, Duration::zero()));
  std::string path = "/containers/" + container_id + "/stop?t=" + std::to_string(whole.count());
  co_return co_await act("POST", std::move(path), std::string(), whole + settings_.patience.stop);
}

asio::awaitable<EngineResult<Done>> DockerEngine::remove(std::string container_id) {
  commands_.erase(container_id);
  std::string path = "/containers/" + container_id + "?force=true&v=true";
  const auto outcome =
      co_await act("DELETE", std::move(path), std::string(), settings_.patience.remove);
  if (outcome) co_return Done{};
  // Conflict: another removal is under way.
  const Kind kind = outcome.error().kind;
  if (kind == Kind::not_found || kind == Kind::conflict) co_return Done{};
  co_return outcome.error();
}

asio::awaitable<EngineResult<docker::Inspection>> DockerEngine::look(std::string container_id) {
  const auto reply = co_await get("/containers/" + container_id + "/json");
  if (!reply) co_return reply.error();
  const auto document = json::parse(reply->body);
  if (!document) co_return docker::not_understood("container " + container_id);
  auto inspection = docker::inspection_of(document->root());
  if (!inspection) co_return docker::not_understood("container " + container_id);
  co_return std::move(*inspection);
}

asio::awaitable<EngineResult<ContainerState>> DockerEngine::inspect(std::string container_id) {
  auto inspection = co_await look(std::move(container_id));
  if (!inspection) co_return inspection.error();
  co_return std::move(inspection->state);
}

asio::awaitable<EngineResult<ContainerUsage>> DockerEngine::usage(std::string container_id) {
  const auto reply =
      co_await get("/containers/" + container_id + "/stats?stream=false&one-shot=true");
  if (!reply) co_return reply.error();
  const auto document = json::parse(reply->body);
  if (!document) co_return docker::not_understood("container " + container_id);
  const auto usage = docker::usage_of(document->root());
  // Of one that does not run the engine tells nothing.
  if (!usage)
    co_return EngineError(Kind::conflict, "container " + container_id + " is not running");
  co_return *usage;
}

asio::awaitable<EngineResult<ContainerStates>> DockerEngine::list(std::string label,
                                                                  std::string value) {
  const auto reply =
      co_await get("/containers/json?all=true&filters=" + label_filter(label, value));
  if (!reply) co_return reply.error();
  const auto document = json::parse(reply->body);
  if (!document) co_return docker::not_understood("its containers");
  const json::View summaries = document->root();
  if (summaries.size() > list_limit) co_return docker::not_understood("its containers");
  ContainerStates states;
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    const json::View summary = summaries.at(i);
    if (auto running = docker::running_in(summary)) {
      states.push_back(std::move(*running));
      continue;
    }
    std::string id(summary["Id"].as_string().value_or(""));
    auto state = co_await inspect(std::move(id));
    if (state) {
      states.push_back(std::move(*state));
    } else if (state.error().kind != Kind::not_found) {
      co_return state.error();
    }
  }
  co_return states;
}

asio::awaitable<EngineResult<Labels>> DockerEngine::labels_at(std::string path) {
  const bool is_image = path.starts_with("/images/");
  std::string question = path;
  if (is_image) question += "/json";
  const auto reply = co_await get(std::move(question));
  if (!reply) {
    EngineError error = reply.error();
    if (error.kind == Kind::image_missing) error.kind = Kind::not_found;
    co_return error;
  }
  const auto document = json::parse(reply->body);
  if (!document) co_return docker::not_understood(path);
  const json::View root = document->root();
  co_return docker::texts_of(is_image ? root["Config"]["Labels"] : root["Labels"]);
}

/// Removes what is described at the path, unless it carries no label of drydock's.
asio::awaitable<EngineResult<Done>> DockerEngine::remove_own(std::string path, std::string what) {
  const auto labels = co_await labels_at(path);
  if (!labels && labels.error().kind == Kind::not_found) co_return Done{};
  if (!labels) co_return labels.error();
  if (!ecs::are_drydocks(*labels)) {
    co_return EngineError(Kind::refused, "the engine's " + what + " is not drydock's: it stays");
  }
  auto removed = co_await act("DELETE", std::move(path));
  if (!removed && removed.error().kind == Kind::not_found) co_return Done{};
  co_return removed;
}

asio::awaitable<EngineResult<Done>> DockerEngine::find_network(NetworkSpec spec) {
  const auto found = co_await get("/networks/" + percent_encoded(spec.name));
  if (!found) co_return found.error();
  const auto document = json::parse(found->body);
  if (!document) co_return docker::not_understood("network " + spec.name);
  const json::View root = document->root();
  const Labels labels = docker::texts_of(root["Labels"]);
  const bool joinable = std::ranges::all_of(spec.labels, [&](const auto& wanted) {
    if (wanted.first == ecs::instance_label) return true;
    const auto held = labels.find(wanted.first);
    return held != labels.end() && held->second == wanted.second;
  });
  if (!joinable) {
    co_return EngineError(Kind::conflict, "the engine has a network " + spec.name +
                                              " that drydock did not make; it is left alone. "
                                              "Remove it, or use networkMode bridge");
  }
  if (docker::has_addresses(root, spec.cidr)) co_return Done{};
  co_return EngineError(Kind::conflict, "network " + spec.name + " is there already, but its " +
                                            "addresses are not " + spec.cidr);
}

asio::awaitable<EngineResult<Done>> DockerEngine::ensure_network(NetworkSpec spec) {
  const auto held = co_await find_network(spec);
  if (held || held.error().kind != Kind::not_found) co_return held;
  const auto made = co_await act("POST", "/networks/create", docker::network_body(spec));
  if (made || made.error().kind != Kind::conflict) co_return made;
  // Its addresses are taken by another network, or a call at the same time was faster.
  const auto made_meanwhile = co_await find_network(spec);
  if (made_meanwhile || made_meanwhile.error().kind != Kind::not_found) co_return made_meanwhile;
  EngineError conflict = co_await explain_overlap(std::move(spec), made.error());
  co_return conflict;
}

/// The engine says that there is an overlap, and not with what.
asio::awaitable<EngineError> DockerEngine::explain_overlap(NetworkSpec spec, EngineError conflict) {
  const auto reply = co_await get("/networks");
  if (!reply) co_return conflict;
  const auto document = json::parse(reply->body);
  if (!document) co_return conflict;
  const auto other = docker::overlapping_network(document->root(), spec.cidr);
  if (!other) co_return conflict;
  conflict.message =
      "the engine's network " + *other + " has addresses of " + spec.cidr +
      " and is not drydock's; it is left alone. Remove it, or use networkMode bridge";
  co_return conflict;
}

asio::awaitable<EngineResult<Done>> DockerEngine::remove_network(std::string name) {
  std::string path = "/networks/" + percent_encoded(name);
  auto removed = co_await remove_own(std::move(path), "network " + name);
  co_return removed;
}

asio::awaitable<EngineResult<std::vector<Volume>>> DockerEngine::list_volumes(std::string label,
                                                                              std::string value) {
  const auto reply = co_await get("/volumes?filters=" + label_filter(label, value));
  if (!reply) co_return reply.error();
  const auto document = json::parse(reply->body);
  if (!document) co_return docker::not_understood("its volumes");
  const json::View volumes = document->root()["Volumes"];
  if (volumes.size() > list_limit) co_return docker::not_understood("its volumes");
  std::vector<Volume> seen;
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    const json::View volume = volumes.at(i);
    const auto name = volume["Name"].as_string();
    if (name) seen.push_back({std::string(*name), docker::texts_of(volume["Labels"])});
  }
  co_return seen;
}

asio::awaitable<EngineResult<Done>> DockerEngine::remove_volume(std::string name) {
  std::string path = "/volumes/" + percent_encoded(name);
  auto removed = co_await remove_own(std::move(path), "volume " + name);
  co_return removed;
}

asio::awaitable<EngineResult<Engine::Endpoint>> DockerEngine::endpoint(std::string container_id,
                                                                       int container_port) {
  auto inspection = co_await look(container_id);
  if (!inspection) co_return inspection.error();
  constexpr std::string_view joined = "container:";
  if (inspection->network_mode.starts_with(joined)) {
    container_id = inspection->network_mode.substr(joined.size());
    inspection = co_await look(container_id);
    if (!inspection) co_return inspection.error();
  }
  const ContainerState& state = inspection->state;
  if (state.status != Status::running) {
    co_return EngineError(Kind::conflict, "container " + container_id + " is not running");
  }
  const bool everywhere = settings_.publish_on == "0.0.0.0";
  const std::string& host = everywhere ? client_.host().address : settings_.publish_on;
  co_return endpoint_of(*inspection, host, container_port);
}

}  // namespace drydock
