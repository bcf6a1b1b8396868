#include "runtime/engine/docker/docker_engine.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "emulator/json/document.h"
#include "tests/conformance/engine_under_test.h"

namespace drydock::testing {
namespace {

class Docker : public EngineUnderTest {
 public:
  Docker(boost::asio::io_context& context, Clock& clock, IdSource& ids,
         const docker::DockerHost& host)
      : EngineUnderTest(context, clock, ids),
        host_(host),
        engine_(host, clock, context.get_executor(), settings(prefix_)) {}

  Engine& engine() override { return engine_; }

  void clean_up() override {
    const auto left = await(context_, engine_.list("drydock.world", prefix_));
    if (left) {
      for (const ContainerState& state : *left) await(context_, engine_.remove(state.id));
    }
    const auto volumes = await(context_, engine_.list_volumes("drydock.world", prefix_));
    if (volumes) {
      for (const Volume& volume : *volumes) await(context_, engine_.remove_volume(volume.name));
    }
    await(context_, engine_.remove_network(prefix_));
    await(context_, engine_.remove_image(prefix_ + "/tool:v1"));
    if (has_image_) await(context_, engine_.remove_image(image_name()));
    await(context_, done(engine_.shut_down()));
  }

  std::string shop_image() override {
    if (!has_image_) {
      std::ifstream file(DRYDOCK_SHOP, std::ios::binary);
      const std::string program{std::istreambuf_iterator<char>(file), {}};
      if (program.empty()) throw std::runtime_error("no program at " DRYDOCK_SHOP);
      await(context_, engine_.make_image(image_name(), program, {{"drydock.world", prefix_}}))
          .value();
      has_image_ = true;
    }
    return image_name();
  }

  ContainerSpec crashing(int exit_code) override {
    ContainerSpec spec;
    spec.image = shop_image();
    spec.environment = {{"CRASH_AFTER", "0"}, {"CRASH_CODE", std::to_string(exit_code)}};
    return spec;
  }

  std::optional<std::vector<std::string>> endless_command() override {
    return std::vector<std::string>{"/program", "ask", "127.0.0.1", "9", "--pause", "1000"};
  }

  int processes(const std::string& container_id) override {
    docker::Request request;
    request.method = "GET";
    request.path = "/containers/" + container_id + "/top";
    docker::DockerClient client(host_, context_.get_executor());
    const auto reply = await(context_, client.ask(request));
    const auto document = json::parse(reply.value().body);
    return static_cast<int>(document.value().root()["Processes"].size());
  }

  // As process 1 of its container the customer, who handles no signal, cannot be ended by one.
  ContainerSpec deaf() override {
    ContainerSpec spec;
    spec.image = shop_image();
    spec.command = {{"ask", "127.0.0.1", "9", "--pause", "1000"}};
    return spec;
  }

 private:
  static DockerEngineSettings settings(const std::string& prefix) {
    DockerEngineSettings made;
    made.tool_image = prefix + "/tool:v1";
    made.tool_labels = {{"drydock.world", prefix}};
    return made;
  }
  [[nodiscard]] std::string image_name() const { return prefix_ + "/shop:v1"; }

  docker::DockerHost host_;
  DockerEngine engine_;
  bool has_image_ = false;
};

}  // namespace

std::unique_ptr<EngineUnderTest> docker_engine(boost::asio::io_context& context, Clock& clock,
                                               IdSource& ids) {
  const auto host = docker::docker_host_from_environment();
  if (!host) throw std::runtime_error(host.error().message);
  auto engine = std::make_unique<Docker>(context, clock, ids, *host);
  const auto info = await(context, engine->engine().info());
  if (!info && info.error().kind == EngineError::Kind::unreachable) return nullptr;
  info.value();
  return engine;
}

bool engine_is_required() {
  const char* required = std::getenv("DRYDOCK_REQUIRE_ENGINE");
  return required != nullptr && std::string_view(required) == "1";
}

}  // namespace drydock::testing
