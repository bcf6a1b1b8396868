#include "runtime/engine/docker/docker_engine.h"

#include <utility>

#include "async/sleep.h"
#include "emulator/base/percent.h"
#include "emulator/json/writer.h"
#include "runtime/engine/docker/host_gateway.h"
#include "runtime/engine/docker/pull_progress.h"
#include "runtime/engine/docker/raw_stream.h"
#include "runtime/engine/docker/tar.h"

namespace drydock {
namespace asio = boost::asio;
using Kind = EngineError::Kind;
using Status = ContainerState::Status;

namespace {

// How long the engine may take. As Amazon's agent has it, where it has one:
// https://github.com/aws/amazon-ecs-agent/blob/master/agent/dockerclient/timeout.go
constexpr Duration create_patience{4 * 60'000};
constexpr Duration start_patience{3 * 60'000};
constexpr Duration stop_patience{30'000};  ///< Beyond the grace that the container gets.
constexpr Duration pull_patience{2 * 3600'000};
constexpr Duration pull_idle_patience{60'000};
constexpr Duration remove_patience{60'000};

constexpr std::size_t exec_output_limit = 4096;

EngineError not_understood(std::string_view what) {
  return {Kind::refused,
          "the Docker engine's answer about " + std::string(what) + " is not what its API says"};
}

/// A member of the reply's JSON object that is a text.
EngineResult<std::string> text_in(const HttpReply& reply, std::string_view member) {
  const auto document = json::parse(reply.body);
  if (!document) return not_understood(member);
  const json::View root = document->root();
  const auto text = root[member].as_string();
  if (!text) return not_understood(member);
  return std::string(*text);
}

std::string exec_body(const std::vector<std::string>& command) {
  json::Writer writer;
  writer.begin_object();
  writer.key("AttachStdout");
  writer.boolean(true);
  writer.key("AttachStderr");
  writer.boolean(true);
  writer.key("Cmd");
  writer.begin_array();
  for (const std::string& word : command) writer.string(word);
  writer.end_array();
  writer.end_object();
  return std::string(writer.text());
}

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
    if (port.container_port == container_port && port.protocol == "tcp") return port.host_port;
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

DockerEngine::DockerEngine(docker::DockerHost host, Clock& clock, asio::any_io_executor executor)
    : client_(std::move(host), executor),
      clock_(clock),
      teller_(executor),
      stream_(client_, clock_, teller_),
      following_(executor) {}

asio::awaitable<void> DockerEngine::shut_down() {
  following_.cancel();
  co_await following_.wait();
}

void DockerEngine::on_event(std::function<void(const EngineEvent&)> listener) {
  teller_.listen(std::move(listener));
  if (following_.size() == 0) following_.spawn("Docker's event stream", stream_.run());
}

asio::awaitable<EngineResult<HttpReply>> DockerEngine::get(std::string path) {
  docker::Request request;
  request.method = "GET";
  request.path = std::move(path);
  co_return co_await client_.ask(std::move(request));
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
  request.timeout = pull_patience;
  request.idle_timeout = pull_idle_patience;
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
  request.timeout = pull_patience;
  request.idle_timeout = pull_idle_patience;
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
  co_return text_in(*reply, "Id");
}

asio::awaitable<EngineResult<Done>> DockerEngine::make_image(std::string reference,
                                                             std::string program) {
  const auto former = co_await image_id(reference);
  const docker::ImageName image = docker::split_reference(reference);
  docker::PullProgress progress;
  docker::Request request;
  request.method = "POST";
  request.path = "/images/create?fromSrc=-&repo=" + percent_encoded(image.name) +
                 "&tag=" + percent_encoded(image.tag) +
                 "&changes=" + percent_encoded(R"(ENTRYPOINT ["/program"])");
  request.body = docker::tar_of_program("program", program);
  request.content_type = "application/x-tar";
  request.timeout = create_patience;
  request.on_body = [&progress](std::string_view piece) { progress.feed(piece); };
  const auto reply = co_await client_.ask(std::move(request));
  if (!reply) co_return reply.error();
  if (progress.error()) co_return *progress.error();
  // It has lost its name, and stays only as long as a container is made of it.
  if (former) co_await act("DELETE", "/images/" + percent_encoded(*former));
  co_return Done{};
}

asio::awaitable<EngineResult<std::string>> DockerEngine::create(ContainerSpec spec) {
  docker::Request request;
  request.method = "POST";
  request.path = "/containers/create?name=" + percent_encoded(spec.name);
  request.body = docker::create_body(spec);
  request.timeout = create_patience;
  const auto reply = co_await client_.ask(std::move(request));
  if (!reply) co_return reply.error();
  co_return text_in(*reply, "Id");
}

asio::awaitable<EngineResult<Done>> DockerEngine::start(std::string container_id) {
  std::string path = "/containers/" + container_id + "/start";
  co_return co_await act("POST", std::move(path), std::string(), start_patience);
}

asio::awaitable<EngineResult<Done>> DockerEngine::stop(std::string container_id, Duration grace) {
  const auto whole = std::chrono::ceil<std::chrono::seconds>(std::max(grace, Duration::zero()));
  std::string path = "/containers/" + container_id + "/stop?t=" + std::to_string(whole.count());
  co_return co_await act("POST", std::move(path), std::string(), whole + stop_patience);
}

asio::awaitable<EngineResult<Done>> DockerEngine::remove(std::string container_id) {
  std::string path = "/containers/" + container_id + "?force=true&v=true";
  const auto outcome = co_await act("DELETE", std::move(path), std::string(), remove_patience);
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
  if (!document) co_return not_understood("container " + container_id);
  auto inspection = docker::inspection_of(document->root());
  if (!inspection) co_return not_understood("container " + container_id);
  co_return std::move(*inspection);
}

asio::awaitable<EngineResult<ContainerState>> DockerEngine::inspect(std::string container_id) {
  auto inspection = co_await look(std::move(container_id));
  if (!inspection) co_return inspection.error();
  co_return std::move(inspection->state);
}

asio::awaitable<EngineResult<std::vector<ContainerState>>> DockerEngine::list(std::string label,
                                                                              std::string value) {
  const auto reply =
      co_await get("/containers/json?all=true&filters=" + label_filter(label, value));
  if (!reply) co_return reply.error();
  const auto document = json::parse(reply->body);
  if (!document) co_return not_understood("its containers");
  const json::View summaries = document->root();
  std::vector<ContainerState> states;
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    // The summary has no exit code.
    const json::View summary = summaries.at(i);
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

asio::awaitable<EngineResult<std::string>> DockerEngine::make_exec(
    std::string container_id, std::vector<std::string> command) {
  docker::Request request;
  request.method = "POST";
  request.path = "/containers/" + container_id + "/exec";
  request.body = exec_body(command);
  const auto reply = co_await client_.ask(std::move(request));
  if (!reply) co_return reply.error();
  co_return text_in(*reply, "Id");
}

asio::awaitable<EngineResult<ExecOutcome>> DockerEngine::exec(std::string container_id,
                                                              std::vector<std::string> command,
                                                              Duration patience) {
  const TimePoint deadline = clock_.now() + patience;
  const auto id = co_await make_exec(std::move(container_id), std::move(command));
  if (!id) co_return id.error();
  docker::RawStream stream(exec_output_limit);
  docker::Request request;
  request.method = "POST";
  request.path = "/exec/" + *id + "/start";
  request.body = R"({"Detach":false,"Tty":false})";
  request.timeout = std::max(patience, Duration{1});
  request.on_body = [&stream](std::string_view piece) { stream.feed(piece); };
  const auto reply = co_await client_.ask(std::move(request));
  if (!reply) {
    // Some versions say by the status that the command cannot be run, others by this exit code.
    const EngineError error = reply.error();
    if (error.kind != Kind::refused) co_return error;
    ExecOutcome outcome{126, error.message.substr(0, exec_output_limit)};
    co_return outcome;
  }
  const auto exit_code = co_await exec_exit_code(*id, deadline);
  if (!exit_code) co_return exit_code.error();
  ExecOutcome outcome{*exit_code, stream.output()};
  co_return outcome;
}

/// The engine may close the stream a moment before it knows that the command has ended.
asio::awaitable<EngineResult<int>> DockerEngine::exec_exit_code(std::string exec_id,
                                                                TimePoint deadline) {
  for (Duration pause{5};; pause *= 2) {
    const auto reply = co_await get("/exec/" + exec_id + "/json");
    if (!reply) co_return reply.error();
    const auto document = json::parse(reply->body);
    if (!document) co_return not_understood("a command");
    const json::View root = document->root();
    const auto code = root["ExitCode"].as_integer();
    if (!root["Running"].as_bool().value_or(false) && code) co_return static_cast<int>(*code);
    if (clock_.now() + pause >= deadline) {
      co_return EngineError(Kind::timeout, "the command did not end in time");
    }
    co_await sleep_for(clock_, pause);
  }
}

asio::awaitable<EngineResult<Done>> DockerEngine::find_network(NetworkSpec spec) {
  const auto found = co_await get("/networks/" + percent_encoded(spec.name));
  if (!found) co_return found.error();
  const auto document = json::parse(found->body);
  if (!document) co_return not_understood("network " + spec.name);
  if (docker::has_addresses(document->root(), spec.cidr)) co_return Done{};
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
  if (!made_meanwhile && made_meanwhile.error().kind == Kind::not_found) co_return made;
  co_return made_meanwhile;
}

asio::awaitable<EngineResult<Done>> DockerEngine::remove_network(std::string name) {
  const auto outcome = co_await act("DELETE", "/networks/" + percent_encoded(name));
  if (!outcome && outcome.error().kind == Kind::not_found) co_return Done{};
  co_return outcome;
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
  co_return endpoint_of(*inspection, client_.host().address, container_port);
}

}  // namespace drydock
