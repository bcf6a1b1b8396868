#include "runtime/engine/simulated/simulated_engine.h"

#include <gtest/gtest.h>

#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/engine/simulated/simulated_probe.h"
#include "tests/support/await.h"

namespace drydock::simulated_engine_test {
namespace {

using namespace std::chrono_literals;
using simulated::Behaviour;
using simulated::Health;
using Kind = EngineError::Kind;
using Status = ContainerState::Status;
using testing::Started;

/// An engine whose time stands still until a test moves it.
struct SimulatedEngineTest : ::testing::Test {
  boost::asio::io_context context;
  VirtualClock clock{context};
  RandomIds ids{1};
  SimulatedEngine engine{clock, ids, context.get_executor(), {}, Serving::none};
  SimulatedProbe prober{engine, clock, context.get_executor()};
  std::vector<EngineEvent> events;

  SimulatedEngineTest() {
    engine.on_event([this](const EngineEvent& event) { events.push_back(event); });
  }

  template <class T>
  Started<T> begin(boost::asio::awaitable<T> coroutine) {
    Started<T> started(context.get_executor(), std::move(coroutine));
    clock.settle();
    return started;
  }
  /// The outcome of a call that needs no time to pass.
  template <class T>
  T now(boost::asio::awaitable<T> coroutine) {
    return begin(std::move(coroutine)).value();
  }
  /// The outcome of a call that is over when `span` has passed.
  template <class T>
  T after(Duration span, boost::asio::awaitable<T> coroutine) {
    const auto started = begin(std::move(coroutine));
    clock.advance(span);
    return started.value();
  }

  void behave(Behaviour behaviour) {
    auto& images = engine.scenario().images;
    images.insert(images.begin(), std::move(behaviour));
  }
  std::string created(const std::string& name, const std::string& image = "shop:v1") {
    engine.hold_image(image);
    ContainerSpec spec;
    spec.name = name;
    spec.image = image;
    spec.labels = {{"drydock.task", "t-" + name}};
    return now(engine.create(spec)).value();
  }
  std::string running(const std::string& name, const std::string& image = "shop:v1") {
    std::string id = created(name, image);
    EXPECT_TRUE(after(50ms, engine.start(id)).has_value());
    return id;
  }
  ContainerState state(const std::string& id) { return now(engine.inspect(id)).value(); }
  int probed(const std::string& id) {
    ProbeRequest request;
    request.endpoint = now(engine.endpoint(id, 80)).value();
    return std::get<ProbeStatus>(now(prober.probe(request))).code;
  }
};

TEST_F(SimulatedEngineTest, StartsAContainerInItsOwnTime) {
  const std::string id = created("a");
  const auto start = begin(engine.start(id));
  clock.advance(49ms);
  EXPECT_FALSE(start.ended());
  EXPECT_EQ(state(id).status, Status::created);
  clock.advance(1ms);
  EXPECT_TRUE(start.value().has_value());
  EXPECT_EQ(state(id).status, Status::running);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EngineEvent::Kind::started);
  EXPECT_EQ(events[0].container_id, id);
  EXPECT_EQ(events[0].labels.at("drydock.task"), "t-a");
}

TEST_F(SimulatedEngineTest, StopsAContainerThatHeedsSigterm) {
  behave({.image = "shop:*", .stop_after = 2s});
  const std::string id = running("a");
  const auto stop = begin(engine.stop(id, 30s));
  clock.advance(1999ms);
  EXPECT_FALSE(stop.ended());
  clock.advance(1ms);
  EXPECT_TRUE(stop.value().has_value());
  EXPECT_EQ(state(id).status, Status::exited);
  EXPECT_EQ(state(id).exit_code, 0);
  EXPECT_EQ(events.back().kind, EngineEvent::Kind::died);
}

TEST_F(SimulatedEngineTest, KillsAContainerThatIgnoresSigterm) {
  behave({.image = "shop:*", .stop_after = std::nullopt});
  const std::string id = running("a");
  const auto stop = begin(engine.stop(id, 30s));
  clock.advance(29999ms);
  EXPECT_FALSE(stop.ended());
  clock.advance(1ms);
  EXPECT_TRUE(stop.value().has_value());
  EXPECT_EQ(state(id).exit_code, 137);
}

TEST_F(SimulatedEngineTest, CrashesWhenItsBehaviourSaysSo) {
  behave({.image = "shop:v3", .exit_after = 10s, .exit_code = 3});
  const std::string id = running("a", "localhost:4566/shop:v3");
  clock.advance(9999ms);
  EXPECT_EQ(state(id).status, Status::running);
  clock.advance(1ms);
  EXPECT_EQ(state(id).exit_code, 3);
}

TEST_F(SimulatedEngineTest, TellsHealthToCommandsAndProbesAlike) {
  behave({.image = "slow", .health = {Health::Course::after, 5s}});
  const std::string id = running("a", "slow:v1");
  EXPECT_EQ(now(engine.exec(id, {"CMD", "check"}, 5s)).value().exit_code, 1);
  EXPECT_EQ(probed(id), 503);
  clock.advance(5s);
  EXPECT_EQ(now(engine.exec(id, {"CMD", "check"}, 5s)).value().exit_code, 0);
  EXPECT_EQ(probed(id), 200);
  engine.break_health(id);
  EXPECT_EQ(probed(id), 503);
}

TEST_F(SimulatedEngineTest, FlapsAsLongAsItsBehaviourSays) {
  behave({.image = "*", .health = {Health::Course::flapping, 3s}});
  const std::string id = running("a");
  EXPECT_EQ(probed(id), 200);
  clock.advance(3s);
  EXPECT_EQ(probed(id), 503);
  clock.advance(3s);
  EXPECT_EQ(probed(id), 200);
}

TEST_F(SimulatedEngineTest, ProbesOnlyWhatRunsAndListens) {
  behave({.image = "*", .ports = {{8080}}});
  const std::string id = running("a");
  ProbeRequest request;
  request.endpoint = now(engine.endpoint(id, 80)).value();
  EXPECT_TRUE(std::holds_alternative<ProbeFailed>(now(prober.probe(request))));
  request.endpoint = now(engine.endpoint(id, 8080)).value();
  EXPECT_TRUE(std::holds_alternative<ProbeStatus>(now(prober.probe(request))));
  engine.crash(id);
  EXPECT_TRUE(std::holds_alternative<ProbeFailed>(now(prober.probe(request))));
}

TEST_F(SimulatedEngineTest, ProbesTimeOutWhereTheAnswerIsSlow) {
  behave({.image = "*", .http = {.after = 6s}});
  const std::string id = running("a");
  ProbeRequest request;
  request.endpoint = now(engine.endpoint(id, 80)).value();
  request.timeout = 5s;
  const auto outcome = after(5s, prober.probe(request));
  EXPECT_TRUE(std::holds_alternative<ProbeTimedOut>(outcome));
}

TEST_F(SimulatedEngineTest, ListsATasksContainersAndVolumesUntilTheyAreGone) {
  engine.hold_image("shop:v1");
  ContainerSpec spec{.name = "a", .image = "shop:v1", .labels = {{"drydock.task", "t"}}};
  spec.mounts.push_back(
      {.source = "data", .labels = {{"drydock.instance", "mine"}, {"drydock.task", "t"}}});
  const std::string a = now(engine.create(spec)).value();
  spec.name = "b";
  const std::string b = now(engine.create(spec)).value();
  created("c");
  const auto containers = [&] { return now(engine.list("drydock.task", "t")).value(); };
  const auto volumes = [&] { return now(engine.list_volumes("drydock.task", "t")).value(); };
  EXPECT_EQ(containers().size(), 2U);
  ASSERT_EQ(volumes().size(), 1U);
  EXPECT_EQ(volumes()[0].name, "data");
  EXPECT_TRUE(now(engine.remove(a)));
  ASSERT_EQ(containers().size(), 1U);
  EXPECT_EQ(containers()[0].id, b);
  EXPECT_EQ(now(engine.remove_volume("data")).error().kind, Kind::conflict);
  EXPECT_TRUE(now(engine.remove(b)));
  EXPECT_TRUE(now(engine.remove_volume("data")));
  EXPECT_TRUE(containers().empty());
  EXPECT_TRUE(volumes().empty());
}

// Others get a turn between its parts, and what they do is in the list or not.
TEST_F(SimulatedEngineTest, ListsVeryManyContainersInParts) {
  engine.hold_image("shop:v1");
  for (int i = 0; i < 2500; ++i) {
    now(engine.create({.name = std::to_string(i), .image = "shop:v1", .labels = {{"team", "a"}}}));
  }
  const Started<EngineResult<ContainerStates>> list(context.get_executor(),
                                                    engine.list("team", "a"));
  int turns = 0;
  context.restart();
  for (; !list.ended() && context.run_one() > 0; ++turns) {
  }
  EXPECT_GE(turns, 3);
  EXPECT_EQ(list.value().value().size(), 2500U);
}

TEST_F(SimulatedEngineTest, ContainersShareTheirLabelsWithWhatIsToldOfThem) {
  const std::string id = running("a");
  const auto& kept = engine.containers().at(id).state.labels;
  EXPECT_EQ(&state(id).labels.at("drydock.task"), &kept.at("drydock.task"));
  EXPECT_EQ(&events.at(0).labels.at("drydock.task"), &kept.at("drydock.task"));
}

TEST_F(SimulatedEngineTest, PullsAsItsBehaviourSays) {
  behave({.image = "gone:*", .pull = simulated::PullMissing{}});
  behave({.image = "slow:*", .pull_after = 4s});
  behave({.image = "busy:*", .pull = simulated::PullFails{"toomanyrequests: slow down"}});
  EXPECT_EQ(now(engine.pull("gone:v1", {})).error().kind, Kind::image_missing);
  EXPECT_EQ(now(engine.pull("busy:v1", {})).error().kind, Kind::refused);
  EXPECT_EQ(now(engine.pull("busy:v1", {})).error().message, "toomanyrequests: slow down");
  EXPECT_EQ(now(engine.image_id("slow:v1")).error().kind, Kind::image_missing);
  EXPECT_TRUE(after(4s, engine.pull("slow:v1", {})).has_value());
  EXPECT_TRUE(now(engine.image_id("slow:v1")).value().starts_with("sha256:"));
}

TEST_F(SimulatedEngineTest, GivesEachHostPortOnce) {
  engine.hold_image("shop:v1");
  ContainerSpec spec;
  spec.image = "shop:v1";
  spec.network.mode = NetworkAttachment::Mode::bridge;
  spec.ports = {{.container_port = 80, .protocol = Transport::tcp, .host_port = 8080}};
  spec.name = "a";
  const std::string first = now(engine.create(spec)).value();
  spec.name = "b";
  const std::string second = now(engine.create(spec)).value();
  EXPECT_TRUE(after(50ms, engine.start(first)).has_value());
  EXPECT_EQ(state(first).ports.at(0).host_port, 8080);
  EXPECT_EQ(now(engine.start(second)).error().kind, Kind::conflict);
  EXPECT_TRUE(now(engine.remove(first)).has_value());
  EXPECT_TRUE(after(50ms, engine.start(second)).has_value());
}

TEST_F(SimulatedEngineTest, EndsCallsUnderWayWhenTheEngineIsLost) {
  behave({.image = "*", .stop_after = std::nullopt});
  const std::string id = running("a");
  const auto stop = begin(engine.stop(id, 30s));
  engine.set_reachable(false);
  clock.settle();
  EXPECT_EQ(stop.value().error().kind, Kind::unreachable);
  EXPECT_EQ(now(engine.inspect(id)).error().kind, Kind::unreachable);
}

TEST_F(SimulatedEngineTest, TellsWhatHappenedDuringAnOutageAfterwards) {
  const std::string id = running("a");
  events.clear();
  engine.set_reachable(false);
  engine.crash(id, 9);
  clock.settle();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, EngineEvent::Kind::disconnected);
  engine.set_reachable(true);
  clock.settle();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[1].kind, EngineEvent::Kind::reconnected);
  EXPECT_EQ(events[2].kind, EngineEvent::Kind::died);
  EXPECT_EQ(state(id).exit_code, 9);
}

TEST_F(SimulatedEngineTest, TellsThatMemoryRanOut) {
  const std::string id = running("a");
  events.clear();
  engine.run_out_of_memory(id);
  clock.settle();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, EngineEvent::Kind::out_of_memory);
  EXPECT_TRUE(state(id).oom_killed);
  EXPECT_EQ(state(id).exit_code, 137);
}

TEST_F(SimulatedEngineTest, RemovalEndsAStartUnderWay) {
  const std::string id = created("a");
  const auto start = begin(engine.start(id));
  EXPECT_TRUE(now(engine.remove(id)).has_value());
  EXPECT_EQ(start.value().error().kind, Kind::not_found);
  clock.advance(1s);
  EXPECT_TRUE(events.empty());
}

TEST_F(SimulatedEngineTest, ACancelledCallLeavesNothingBehind) {
  behave({.image = "*", .stop_after = std::nullopt});
  const std::string id = running("a");
  auto stop = begin(engine.stop(id, 30s));
  stop.cancel();
  clock.settle();
  EXPECT_THROW((void)stop.value(), boost::system::system_error);
  clock.advance(30s);
  EXPECT_EQ(state(id).exit_code, 137);
}

}  // namespace
}  // namespace drydock::simulated_engine_test
