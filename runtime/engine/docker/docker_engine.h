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

/// A Docker engine, API 1.41 (Docker 20.10) or newer, through its HTTP API.
/// https://docs.docker.com/reference/api/engine/
class DockerEngine : public Engine {
 public:
  DockerEngine(docker::DockerHost host, Clock& clock, boost::asio::any_io_executor executor);
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
  boost::asio::awaitable<EngineResult<Done>> make_image(std::string reference,
                                                        std::string program) override;
  boost::asio::awaitable<EngineResult<std::string>> create(ContainerSpec spec) override;
  boost::asio::awaitable<EngineResult<Done>> start(std::string container_id) override;
  boost::asio::awaitable<EngineResult<Done>> stop(std::string container_id,
                                                  Duration grace) override;
  boost::asio::awaitable<EngineResult<Done>> remove(std::string container_id) override;
  boost::asio::awaitable<EngineResult<ContainerState>> inspect(std::string container_id) override;
  boost::asio::awaitable<EngineResult<std::vector<ContainerState>>> list(
      std::string label, std::string value) override;
  boost::asio::awaitable<EngineResult<ExecOutcome>> exec(std::string container_id,
                                                         std::vector<std::string> command,
                                                         Duration patience) override;
  boost::asio::awaitable<EngineResult<Done>> ensure_network(NetworkSpec spec) override;
  boost::asio::awaitable<EngineResult<Done>> remove_network(std::string name) override;
  boost::asio::awaitable<EngineResult<Endpoint>> endpoint(std::string container_id,
                                                          int container_port) override;
  void on_event(std::function<void(const EngineEvent&)> listener) override;

 private:
  boost::asio::awaitable<EngineResult<HttpReply>> get(std::string path);
  boost::asio::awaitable<EngineResult<Done>> act(std::string method, std::string path,
                                                 std::string body = {},
                                                 Duration timeout = Duration{30'000});
  boost::asio::awaitable<EngineResult<docker::Inspection>> look(std::string container_id);
  boost::asio::awaitable<EngineResult<std::string>> make_exec(std::string container_id,
                                                              std::vector<std::string> command);
  boost::asio::awaitable<EngineResult<int>> exec_exit_code(std::string exec_id, TimePoint deadline);
  boost::asio::awaitable<EngineResult<Done>> find_network(NetworkSpec spec);

  docker::DockerClient client_;
  Clock& clock_;
  EventTeller teller_;
  docker::EventStream stream_;
  TaskGroup following_;
};

}  // namespace drydock
