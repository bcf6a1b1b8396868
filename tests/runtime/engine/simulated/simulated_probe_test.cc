#include "runtime/engine/simulated/simulated_probe.h"

#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "tests/support/await.h"

namespace drydock::simulated_probe_test {
namespace {

using namespace std::chrono_literals;
using testing::Started;

/// Answers 204 once a test lets it.
class OtherProbe : public HealthProbe {
 public:
  explicit OtherProbe(const boost::asio::any_io_executor& executor)
      : answer_(executor, boost::asio::steady_timer::time_point::max()) {}

  boost::asio::awaitable<ProbeOutcome> probe(ProbeRequest request) override {
    asked = request.endpoint;
    co_await answer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    co_return ProbeStatus{204};
  }
  void answer() { answer_.cancel(); }

  Engine::Endpoint asked;

 private:
  boost::asio::steady_timer answer_;
};

/// A container that answers on loopback, of an engine whose time stands still.
struct SimulatedProbeTest : ::testing::Test {
  boost::asio::io_context context;
  VirtualClock clock{context};
  RandomIds ids{1};
  SimulatedEngine engine{
      clock, ids, context.get_executor(),
      simulated::Scenario{
          .images = {{.image = "shop", .start_after = 0ms, .http = {.after = 20ms}}}}};
  OtherProbe other{context.get_executor()};
  SimulatedProbe prober{engine, clock, context.get_executor(), &other};

  void TearDown() override {
    const Started<bool> ended(context.get_executor(), testing::done(engine.shut_down()));
    clock.settle();
    EXPECT_TRUE(ended.ended());
  }

  template <class T>
  T now(boost::asio::awaitable<T> coroutine) {
    const Started<T> started(context.get_executor(), std::move(coroutine));
    clock.advance(0ms);
    return started.value();
  }
  Engine::Endpoint running() {
    engine.hold_image("shop:v1");
    ContainerSpec spec;
    spec.name = "a";
    spec.image = "shop:v1";
    const std::string id = now(engine.create(spec)).value();
    now(engine.start(id)).value();
    return now(engine.endpoint(id, 80)).value();
  }
  Started<ProbeOutcome> probe(const Engine::Endpoint& endpoint) {
    ProbeRequest request;
    request.endpoint = endpoint;
    Started<ProbeOutcome> started(context.get_executor(), prober.probe(request));
    clock.settle();
    return started;
  }
};

TEST_F(SimulatedProbeTest, AsksAContainerOfLoopbackWithoutASocket) {
  const auto probed = probe(running());
  EXPECT_FALSE(probed.ended());
  EXPECT_EQ(prober.under_way_elsewhere(), 0);
  clock.advance(20ms);
  EXPECT_EQ(std::get<ProbeStatus>(probed.value()).code, 200);
}

TEST_F(SimulatedProbeTest, LeavesWhatIsNoContainersToOthers) {
  const Engine::Endpoint elsewhere{"127.0.0.1", 1};
  const auto probed = probe(elsewhere);
  EXPECT_EQ(prober.under_way_elsewhere(), 1);
  EXPECT_EQ(other.asked, elsewhere);
  other.answer();
  clock.settle();
  EXPECT_EQ(std::get<ProbeStatus>(probed.value()).code, 204);
  EXPECT_EQ(prober.under_way_elsewhere(), 0);
}

TEST_F(SimulatedProbeTest, TellsWhetherSomethingIsToCome) {
  EXPECT_TRUE(engine.is_at_rest());
  engine.scenario().images.front().exit_after = 1h;
  running();
  EXPECT_FALSE(engine.is_at_rest());
  clock.advance(1h);
  EXPECT_TRUE(engine.is_at_rest());
}

}  // namespace
}  // namespace drydock::simulated_probe_test
