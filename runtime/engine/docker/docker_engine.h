#pragma once

#include <boost/asio/any_io_executor.hpp>

#include "async/task_group.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/engine.h"
#include "runtime/engine/docker/container_json.h"
#include "runtime/engine/docker/docker_client.h"
#include "runtime/engine/docker/docker_host.h"
#include "runtime/engine/docker/event_stream.h"
#include "runtime/engine/event_teller.h"

namespace drydock {

namespace docker {

/// How long the engine may take over a call before that ends with Kind::timeout. As Amazon's agent
/// has it, where it has one:
/// https://github.com/aws/amazon-ecs-agent/blob/master/agent/dockerclient/timeout.go
struct Patience {
  Duration answer{30'000};  ///< Where nothing takes long.
  Duration create{4 * 60'000};
  Duration start{3 * 60'000};
  Duration stop{30'000};  ///< Beyond the grace that the container gets.
  Duration remove{60'000};
  Duration pull{2 * 3600'000};
  Duration pull_idle{60'000};  ///< Between one word about it and the next.
};

}  // namespace docker

struct DockerEngineSettings {
  /// The address of this machine on which containers' ports are published. An engine on another
  /// machine publishes them on all of its own.
  std::string publish_on = "127.0.0.1";
  /// The image of drydock's own program (docker/programs/pause.cc), made where it is not there.
  std::string tool_image = "drydock/pause:1";
  Labels tool_labels;
  docker::Pulse pulse;
  docker::Patience patience;
};

/// A Docker engine, API 1.41 (Docker 20.10) or newer, through its HTTP API.
/// https://docs.docker.com/reference/api/engine/
class DockerEngine : public Engine {
 public:
  DockerEngine(docker::DockerHost host, Clock& clock, boost::asio::any_io_executor executor,
               DockerEngineSettings settings = {});
  DockerEngine(const DockerEngine&) = delete;
  DockerEngine& operator=(const DockerEngine&) = delete;

  /// Stops following the engine's events. Before destruction, where on_event has been called.
  boost::asio::awaitable<void> shut_down();

  boost::asio::awaitable<EngineResult<EngineInfo>> info() override;
  /// Where containers reach the host: the address of the engine's default bridge, if this machine
  /// has it, or docker::host_gateway.
  boost::asio::awaitable<std::string> host_address();
  boost::asio::awaitable<EngineResult<Done>> pull(
      std::string reference, std::optional<RegistryCredentials> credentials) override;
  [[nodiscard]] bool has_image_bytes() const override { return true; }
  boost::asio::awaitable<EngineResult<Done>> push(std::string image, std::string reference,
                                                  RegistryCredentials credentials) override;
  boost::asio::awaitable<EngineResult<std::string>> image_id(std::string reference) override;
  boost::asio::awaitable<EngineResult<Done>> make_image(std::string reference, std::string program,
                                                        Labels labels) override;
  boost::asio::awaitable<EngineResult<Done>> remove_image(std::string reference) override;
  boost::asio::awaitable<EngineResult<std::string>> create(ContainerSpec spec) override;
  boost::asio::awaitable<EngineResult<Done>> start(std::string container_id) override;
  boost::asio::awaitable<EngineResult<Done>> stop(std::string container_id,
                                                  Duration grace) override;
  boost::asio::awaitable<EngineResult<Done>> remove(std::string container_id) override;
  boost::asio::awaitable<EngineResult<ContainerState>> inspect(std::string container_id) override;
  boost::asio::awaitable<EngineResult<ContainerStates>> list(std::string label,
                                                             std::string value) override;
  boost::asio::awaitable<EngineResult<ContainerUsage>> usage(std::string container_id) override;
  boost::asio::awaitable<EngineResult<ExecOutcome>> exec(std::string container_id,
                                                         std::vector<std::string> command,
                                                         Duration patience) override;
  boost::asio::awaitable<EngineResult<Done>> ensure_network(NetworkSpec spec) override;
  boost::asio::awaitable<EngineResult<Done>> remove_network(std::string name) override;
  boost::asio::awaitable<EngineResult<std::vector<Volume>>> list_volumes(
      std::string label, std::string value) override;
  boost::asio::awaitable<EngineResult<Done>> remove_volume(std::string name) override;
  boost::asio::awaitable<EngineResult<Endpoint>> endpoint(std::string container_id,
                                                          int container_port) override;
  void on_event(std::function<void(const EngineEvent&)> listener) override;

 private:
  boost::asio::awaitable<EngineResult<HttpReply>> get(std::string path);
  boost::asio::awaitable<EngineResult<Done>> act(std::string method, std::string path,
                                                 std::string body = {});
  boost::asio::awaitable<EngineResult<Done>> act(std::string method, std::string path,
                                                 std::string body, Duration timeout);
  boost::asio::awaitable<EngineResult<docker::Inspection>> look(std::string container_id);
  boost::asio::awaitable<EngineResult<Done>> check_volumes(std::vector<Mount> mounts);
  boost::asio::awaitable<EngineResult<Done>> find_network(NetworkSpec spec);
  boost::asio::awaitable<EngineError> explain_overlap(NetworkSpec spec, EngineError conflict);
  /// The labels of a volume, a network or an image, by the path at which the engine describes it.
  boost::asio::awaitable<EngineResult<Labels>> labels_at(std::string path);
  boost::asio::awaitable<EngineResult<Done>> remove_own(std::string path, std::string what);

  /// A command in a container, and the variable of its environment by which it is known again.
  struct Command {
    std::string exec_id;
    std::string mark;
  };
  struct CommandStatus {
    bool running = false;
    int exit_code = 0;
  };
  boost::asio::awaitable<EngineResult<Command>> make_command(std::string container_id,
                                                             std::vector<std::string> words);
  boost::asio::awaitable<EngineResult<ExecOutcome>> run_command(std::string container_id,
                                                                Command command, Duration patience);
  boost::asio::awaitable<EngineResult<int>> exit_code_of(std::string exec_id, TimePoint deadline);
  boost::asio::awaitable<EngineResult<CommandStatus>> status_of(std::string exec_id);
  boost::asio::awaitable<EngineResult<Done>> end_command(std::string container_id);
  boost::asio::awaitable<EngineResult<Done>> kill_marked(std::string container_id,
                                                         std::string mark);
  boost::asio::awaitable<EngineResult<Done>> run_tool(ContainerSpec spec);
  boost::asio::awaitable<EngineResult<Done>> prepare_tool();

  docker::DockerClient client_;
  Clock& clock_;
  DockerEngineSettings settings_;
  /// By container: the command that runs in it, or that could not be killed.
  std::map<std::string, Command> commands_;
  std::uint64_t last_mark_ = 0;
  EventTeller teller_;
  docker::EventStream stream_;
  TaskGroup following_;
};

}  // namespace drydock
