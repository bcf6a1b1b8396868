#include "runtime/engine/docker/docker_engine.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "emulator/base/percent.h"
#include "tests/conformance/engine_under_test.h"

namespace drydock::testing {
namespace {

class Docker : public EngineUnderTest {
 public:
  Docker(boost::asio::io_context& context, Clock& clock, IdSource& ids,
         const docker::DockerHost& host)
      : EngineUnderTest(context, clock, ids),
        engine_(host, clock, context.get_executor()),
        client_(host, context.get_executor()) {}

  Engine& engine() override { return engine_; }

  void clean_up() override {
    const auto left = await(context_, engine_.list("drydock.world", prefix_));
    if (left) {
      for (const ContainerState& state : *left) await(context_, engine_.remove(state.id));
    }
    await(context_, engine_.remove_network(prefix_));
    if (has_image_) {
      docker::Request removal;
      removal.method = "DELETE";
      removal.path = "/images/" + percent_encoded(image_name()) + "?force=true";
      await(context_, client_.ask(removal));
    }
    await(context_, done(engine_.shut_down()));
  }

  std::string shop_image() override {
    if (!has_image_) {
      std::ifstream file(DRYDOCK_SHOP, std::ios::binary);
      const std::string program{std::istreambuf_iterator<char>(file), {}};
      if (program.empty()) throw std::runtime_error("no program at " DRYDOCK_SHOP);
      await(context_, engine_.make_image(image_name(), program)).value();
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

  // As process 1 of its container the customer, who handles no signal, cannot be ended by one.
  ContainerSpec deaf() override {
    ContainerSpec spec;
    spec.image = shop_image();
    spec.command = {{"ask", "127.0.0.1", "9", "--pause", "1000"}};
    return spec;
  }

 private:
  [[nodiscard]] std::string image_name() const { return prefix_ + "/shop:v1"; }

  DockerEngine engine_;
  docker::DockerClient client_;
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
