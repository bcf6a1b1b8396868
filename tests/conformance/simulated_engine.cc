#include "runtime/engine/simulated/simulated_engine.h"

#include "tests/conformance/engine_under_test.h"

namespace drydock::testing {
namespace {

class Simulated : public EngineUnderTest {
 public:
  Simulated(boost::asio::io_context& context, Clock& clock, IdSource& ids)
      : EngineUnderTest(context, clock, ids), engine_(clock, ids, context.get_executor()) {}

  Engine& engine() override { return engine_; }
  void clean_up() override { await(context_, done(engine_.shut_down())); }

  std::string shop_image() override {
    simulated::Behaviour behaviour;
    behaviour.image = prefix_ + "/shop:v1";
    behaviour.cpu_units = 256;
    behaviour.memory_mib = 16;
    engine_.scenario().images.push_back(behaviour);
    return held("shop:v1");
  }

  ContainerSpec crashing(int exit_code) override {
    simulated::Behaviour behaviour;
    behaviour.image = prefix_ + "/crash:v1";
    behaviour.exit_after = Duration{100};
    behaviour.exit_code = exit_code;
    engine_.scenario().images.push_back(behaviour);
    return spec_of(held("crash:v1"));
  }

  std::optional<std::vector<std::string>> endless_command() override { return std::nullopt; }

  int processes(const std::string&) override { return 1; }

  ContainerSpec deaf() override {
    simulated::Behaviour behaviour;
    behaviour.image = prefix_ + "/deaf:v1";
    behaviour.stop_after = std::nullopt;
    engine_.scenario().images.push_back(behaviour);
    return spec_of(held("deaf:v1"));
  }

 private:
  std::string held(const std::string& name) {
    std::string reference = prefix_ + "/" + name;
    engine_.hold_image(reference);
    return reference;
  }
  static ContainerSpec spec_of(std::string image) {
    ContainerSpec spec;
    spec.image = std::move(image);
    return spec;
  }

  SimulatedEngine engine_;
};

}  // namespace

std::unique_ptr<EngineUnderTest> simulated_engine(boost::asio::io_context& context, Clock& clock,
                                                  IdSource& ids) {
  return std::make_unique<Simulated>(context, clock, ids);
}

}  // namespace drydock::testing
