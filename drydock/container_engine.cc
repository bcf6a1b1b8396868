#include "drydock/container_engine.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "async/log.h"
#include "emulator/ecs/container/container_spec.h"
#include "runtime/engine/docker/docker_engine.h"
#include "runtime/engine/simulated/scenario.h"
#include "runtime/engine/simulated/simulated_engine.h"

namespace drydock {
namespace asio = boost::asio;
using EngineChoice = Options::EngineChoice;

namespace {

simulated::Scenario read_scenarios(const Options& options) {
  simulated::Scenario all;
  for (const std::string& path : options.scenarios) {
    auto scenario = simulated::load_scenario(path);
    if (!scenario) throw StartError(scenario.error().message());
    std::ranges::move(scenario->images, std::back_inserter(all.images));
  }
  return all;
}

ContainerEngine simulated_engine(const Options& options, Clock& clock, IdSource& ids,
                                 const asio::any_io_executor& executor) {
  auto engine = std::make_unique<SimulatedEngine>(clock, ids, executor, read_scenarios(options));
  SimulatedEngine& running = *engine;
  return {.engine = std::move(engine),
          .description = "simulated",
          .place = "simulated",
          .socket = {},
          .shut_down = [&running] { return running.shut_down(); },
          .host_address = {},
          .simulated = &running};
}

/// The Docker engine, or why there is none.
asio::awaitable<EngineResult<ContainerEngine>> docker_engine(DockerEngineSettings settings,
                                                             Clock& clock,
                                                             asio::any_io_executor executor) {
  const auto host = docker::docker_host_from_environment();
  if (!host) co_return host.error();
  auto engine = std::make_unique<DockerEngine>(*host, clock, executor, std::move(settings));
  const auto info = co_await engine->info();
  if (!info) co_return info.error();
  DockerEngine& running = *engine;
  std::string host_address = co_await running.host_address();
  const std::string& socket = host->unix_socket;
  ContainerEngine opened{.engine = std::move(engine),
                         .description = info->name + " " + info->version,
                         .place = socket.empty() ? host->url : socket,
                         .socket = socket,
                         .shut_down = [&running] { return running.shut_down(); },
                         .host_address = std::move(host_address)};
  co_return std::move(opened);
}

}  // namespace

asio::awaitable<ContainerEngine> open_engine(const Options& options, std::string instance,
                                             Clock& clock, IdSource& ids,
                                             asio::any_io_executor executor) {
  if (options.engine == EngineChoice::simulated) {
    co_return simulated_engine(options, clock, ids, executor);
  }
  DockerEngineSettings settings;
  settings.publish_on = options.host;
  settings.tool_image = ecs::pause_image(instance);
  settings.tool_labels = {{std::string(ecs::instance_label), instance}};
  EngineResult<ContainerEngine> docker =
      co_await docker_engine(std::move(settings), clock, executor);
  if (docker) co_return std::move(*docker);
  const std::string& why = docker.error().message;
  if (options.engine == EngineChoice::docker) {
    throw StartError("No Docker engine can be used: " + why +
                     ". Start one, set DOCKER_HOST, or use --engine simulated.");
  }
  log::info("no Docker engine can be used, so containers are simulated: {}", why);
  co_return simulated_engine(options, clock, ids, executor);
}

}  // namespace drydock
