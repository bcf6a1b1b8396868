#include "runtime/faults/engine_with_faults.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <vector>

#include "emulator/ecs/container/container_spec.h"
#include "emulator/ecs/container/labels.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "runtime/faults/probe_with_faults.h"
#include "tests/support/await.h"

namespace drydock::engine_with_faults_test {
namespace {

using namespace std::chrono_literals;
using Kind = EngineError::Kind;
using EventKind = EngineEvent::Kind;
using Status = ContainerState::Status;
using testing::Started;

struct EngineWithFaultsTest : ::testing::Test {
  boost::asio::io_context context;
  VirtualClock clock{context};
  RandomIds ids{1};
  FaultBook book{clock};
  SimulatedEngine* simulated = nullptr;
  std::unique_ptr<EngineWithFaults> engine;
  std::vector<EngineEvent> events;

  EngineWithFaultsTest() {
    auto made = std::make_unique<SimulatedEngine>(
        clock, ids, context.get_executor(),
        simulated::Scenario{.images = {{.image = "*", .start_after = 1s}}}, Serving::none);
    simulated = made.get();
    engine = std::make_unique<EngineWithFaults>(
        std::move(made), book, clock, context.get_executor(),
        [](const auto& labels) { return labels.at(std::string(ecs::container_label)); });
    engine->on_event([this](const EngineEvent& event) { events.push_back(event); });
    simulated->hold_image("shop:v1");
  }

  template <class T>
  T after(Duration span, boost::asio::awaitable<T> coroutine) {
    const Started<T> started(context.get_executor(), std::move(coroutine));
    clock.advance(span);
    return started.value();
  }
  template <class T>
  T now(boost::asio::awaitable<T> coroutine) {
    return after(0ms, std::move(coroutine));
  }
  std::string created(std::string_view container = "shop:v1") {
    ContainerSpec spec;
    spec.name = "c" + std::to_string(simulated->containers().size());
    spec.image = "shop:v1";
    spec.labels = {{std::string(ecs::container_label), std::string(container)}};
    return now(engine->create(spec)).value();
  }
  std::string running() {
    const std::string id = created();
    after(1s, engine->start(id)).value();
    return id;
  }
  std::vector<EventKind> kinds() const {
    std::vector<EventKind> all;
    for (const EngineEvent& event : events) all.push_back(event.kind);
    return all;
  }
};

TEST_F(EngineWithFaultsTest, PassesCallsAndEventsOn) {
  const std::string id = running();
  EXPECT_EQ(now(engine->inspect(id)).value().status, Status::running);
  EXPECT_EQ(now(engine->exec(id, {"check"}, 5s)).value().exit_code, 0);
  EXPECT_EQ(kinds(), std::vector<EventKind>{EventKind::started});
  EXPECT_EQ(now(engine->pull("other:v1", std::nullopt)).value(), Done{});
  EXPECT_TRUE(now(engine->image_id("other:v1")).has_value());
}

TEST_F(EngineWithFaultsTest, LetsAContainerEndWithAnExitCode) {
  const std::string id = running();
  EXPECT_TRUE(now(engine->crash(id, 42)).has_value());
  EXPECT_EQ(events.back().kind, EventKind::died);
  EXPECT_EQ(now(engine->inspect(id)).value().exit_code, 42);
  EXPECT_EQ(
      now(engine->list(std::string(ecs::container_label), "shop:v1")).value().front().exit_code,
      42);
  after(1s, engine->start(id)).value();
  after(1s, engine->stop(id, 30s)).value();
  EXPECT_EQ(now(engine->inspect(id)).value().exit_code, 0) << "that of its second life";
  EXPECT_EQ(now(engine->crash("nobody", 1)).error().kind, Kind::not_found);
}

TEST_F(EngineWithFaultsTest, FailsTheChecksOfAnUnhealthyContainer) {
  const std::string id = running();
  const std::string other = running();
  book.begin(UnhealthyContainer{.task = "t", .name = "web", .engine_id = id}, 1min).value();
  EXPECT_EQ(now(engine->exec(id, {"check"}, 5s)).value().exit_code, 1);
  EXPECT_EQ(now(engine->exec(other, {"check"}, 5s)).value().exit_code, 0);
  clock.advance(1min);
  EXPECT_EQ(now(engine->exec(id, {"check"}, 5s)).value().exit_code, 0);
}

TEST_F(EngineWithFaultsTest, DelaysStartsOfAnImageAndNotOfTheNetworksContainer) {
  book.begin(SlowStarts{.by = 30s, .image = "shop:*"}, std::nullopt).value();
  const std::string id = created();
  const Started<EngineResult<Done>> started(context.get_executor(), engine->start(id));
  clock.advance(30s);
  EXPECT_FALSE(started.ended());
  clock.advance(1s);
  EXPECT_TRUE(started.value().has_value());
  const std::string pause = created(ecs::pause_container_name);
  EXPECT_TRUE(after(1s, engine->start(pause)).has_value());
}

TEST_F(EngineWithFaultsTest, AnswersNothingWhileItIsLost) {
  const std::string id = running();
  events.clear();
  book.begin(LostEngine{}, 1min).value();
  EXPECT_EQ(now(engine->inspect(id)).error().kind, Kind::unreachable);
  EXPECT_EQ(now(engine->crash(id, 1)).error().kind, Kind::unreachable);
  simulated->crash(id, 3);
  clock.advance(30s);
  EXPECT_EQ(kinds(), std::vector<EventKind>{EventKind::disconnected});
  clock.advance(30s);
  EXPECT_EQ(kinds(), (std::vector<EventKind>{EventKind::disconnected, EventKind::reconnected,
                                             EventKind::died}));
  EXPECT_EQ(now(engine->inspect(id)).value().exit_code, 3);
}

TEST_F(EngineWithFaultsTest, EndsACallThatWasUnderWayWhenItWasLost) {
  const std::string id = created();
  const Started<EngineResult<Done>> started(context.get_executor(), engine->start(id));
  clock.settle();
  book.begin(LostEngine{}, 1min).value();
  clock.advance(1s);
  EXPECT_EQ(started.value().error().kind, Kind::unreachable);
}

TEST_F(EngineWithFaultsTest, IsBackOnlyOnceTheEngineReallyIs) {
  const std::string id = running();
  events.clear();
  book.begin(LostEngine{}, 1min).value();
  simulated->crash(id, 3);
  clock.settle();
  simulated->set_reachable(false);
  clock.advance(2min);
  EXPECT_EQ(kinds(), std::vector<EventKind>{EventKind::disconnected});
  simulated->set_reachable(true);
  clock.settle();
  EXPECT_EQ(kinds(), (std::vector<EventKind>{EventKind::disconnected, EventKind::reconnected,
                                             EventKind::died}));
}

TEST_F(EngineWithFaultsTest, TellsALossOnceThoughTheEngineIsReallyLost) {
  simulated->set_reachable(false);
  clock.settle();
  book.begin(LostEngine{}, 1min).value();
  clock.advance(2min);
  simulated->set_reachable(true);
  clock.settle();
  EXPECT_EQ(kinds(), (std::vector<EventKind>{EventKind::disconnected, EventKind::reconnected}));
}

/// Every target is well.
class WellProbe : public HealthProbe {
 public:
  boost::asio::awaitable<ProbeOutcome> probe(ProbeRequest) override { co_return ProbeStatus{200}; }
};

TEST_F(EngineWithFaultsTest, TargetsAreProbedInVainWhileAFaultSaysSo) {
  WellProbe well;
  ProbeWithFaults probe(well, book, context.get_executor());
  const auto status = [&](std::string target) {
    ProbeRequest request;
    request.target = std::move(target);
    return std::get<ProbeStatus>(now(probe.probe(request))).code;
  };
  book.begin(UnhealthyTarget{.target_group = "g", .id = "i", .port = 80, .key = "g i:80"}, 1min)
      .value();
  EXPECT_EQ(status("g i:80"), 503);
  EXPECT_EQ(status("g i:81"), 200);
  clock.advance(1min);
  EXPECT_EQ(status("g i:80"), 200);
}

}  // namespace
}  // namespace drydock::engine_with_faults_test
