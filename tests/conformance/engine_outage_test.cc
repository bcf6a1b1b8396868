// What an engine tells of its own loss, and what it still knows when it is back.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "runtime/engine/docker/docker_engine.h"
#include "runtime/engine/docker/pause_program.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "tests/conformance/engine_under_test.h"
#include "tests/support/eventually.h"
#include "tests/support/private_dockerd.h"

namespace drydock::testing::engine_outage_test {
namespace {

using namespace std::chrono_literals;
using Kind = EngineError::Kind;
using Status = ContainerState::Status;

/// An engine that can be lost.
class Mortal {
 public:
  virtual ~Mortal() = default;
  virtual Engine& engine() = 0;
  virtual void lose() = 0;
  virtual void bring_back() = 0;
  virtual boost::asio::awaitable<void> shut_down() = 0;
  [[nodiscard]] virtual std::string log() const { return {}; }
};

class MortalSimulated : public Mortal {
 public:
  MortalSimulated(boost::asio::io_context& context, Clock& clock, IdSource& ids)
      : engine_(clock, ids, context.get_executor()) {}
  Engine& engine() override { return engine_; }
  void lose() override { engine_.set_reachable(false); }
  void bring_back() override { engine_.set_reachable(true); }
  boost::asio::awaitable<void> shut_down() override { return engine_.shut_down(); }

 private:
  SimulatedEngine engine_;
};

class MortalDocker : public Mortal {
 public:
  MortalDocker(boost::asio::io_context& context, Clock& clock)
      : engine_(docker::DockerHost{dockerd_.socket()}, clock, context.get_executor()) {
    dockerd_.start();
  }
  Engine& engine() override { return engine_; }
  void lose() override { dockerd_.kill(); }
  void bring_back() override { dockerd_.start(); }
  boost::asio::awaitable<void> shut_down() override { return engine_.shut_down(); }
  [[nodiscard]] std::string log() const override { return dockerd_.log(); }

 private:
  PrivateDockerd dockerd_;
  DockerEngine engine_;
};

class EngineOutage : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "simulated") {
      mortal_ = std::make_unique<MortalSimulated>(context_, clock_, ids_);
    } else if (PrivateDockerd::is_possible()) {
      mortal_ = std::make_unique<MortalDocker>(context_, clock_);
    } else if (engine_is_required()) {
      FAIL() << "dockerd cannot be started, and DRYDOCK_REQUIRE_ENGINE=1";
    } else {
      GTEST_SKIP() << "dockerd cannot be started here";
    }
  }
  void TearDown() override {
    if (!mortal_) return;
    call(done(mortal_->shut_down()));
    if (HasFailure()) std::puts(mortal_->log().c_str());
  }

  template <class T>
  T call(boost::asio::awaitable<T> coroutine) {
    return await(context_, std::move(coroutine));
  }
  template <class Condition>
  void eventually(const char* what, Condition condition) {
    testing::eventually(context_, what, std::move(condition));
  }
  void reached() {
    eventually("an answer of the engine", [&] { return call(engine().info()).has_value(); });
  }
  std::string running() {
    const std::string image = "drydock-outage/pause:v1";
    call(engine().make_image(image, std::string(docker::pause_program()), {})).value();
    ContainerSpec spec;
    spec.name = "holder";
    spec.image = image;
    spec.labels = {{"drydock.world", "w"}};
    const std::string id = call(engine().create(spec)).value();
    call(engine().start(id)).value();
    return id;
  }
  /// Whether an event of this kind is among those told.
  bool told(EngineEvent::Kind kind) {
    return std::ranges::find(events_, kind, &EngineEvent::kind) != events_.end();
  }
  Engine& engine() { return mortal_->engine(); }

  boost::asio::io_context context_;
  RealClock clock_{context_.get_executor()};
  RandomIds ids_;
  std::unique_ptr<Mortal> mortal_;
  std::vector<EngineEvent> events_;
};

TEST_P(EngineOutage, IsToldAndOverWhenTheEngineIsBack) {
  reached();
  engine().on_event([&](const EngineEvent& event) { events_.push_back(event); });
  const std::string id = running();
  eventually("the start", [&] { return told(EngineEvent::Kind::started); });
  events_.clear();

  mortal_->lose();
  eventually("the loss", [&] { return told(EngineEvent::Kind::disconnected); });
  EXPECT_EQ(call(engine().inspect(id)).error().kind, Kind::unreachable);
  EXPECT_EQ(call(engine().start(id)).error().kind, Kind::unreachable);

  mortal_->bring_back();
  eventually("the return", [&] { return told(EngineEvent::Kind::reconnected); });
  EXPECT_EQ(call(engine().inspect(id)).value().name, "holder");

  events_.clear();
  call(engine().start(id)).value();
  call(engine().stop(id, 5s)).value();
  eventually("the end", [&] { return told(EngineEvent::Kind::died); });
  EXPECT_EQ(call(engine().inspect(id)).value().status, Status::exited);
  call(engine().remove(id)).value();
}

INSTANTIATE_TEST_SUITE_P(Engines, EngineOutage, ::testing::Values("simulated", "docker"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace drydock::testing::engine_outage_test
