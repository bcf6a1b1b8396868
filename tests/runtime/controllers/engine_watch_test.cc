#include "runtime/controllers/engine_watch.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <vector>

#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "tests/support/await.h"

namespace drydock::engine_watch_test {
namespace {

class EngineWatchTest : public ::testing::Test {
 protected:
  /// A running container of this task; gives its id.
  std::string run_container(const std::string& task_id) {
    engine_.hold_image("shop:v1");
    const auto id = testing::await(
        context_,
        engine_.create(
            {.name = "of-" + task_id, .image = "shop:v1", .labels = {{"drydock.task", task_id}}}));
    const testing::Started start(context_.get_executor(), engine_.start(*id));
    clock_.advance(seconds(1));
    return *id;
  }

  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  RandomIds ids_{7};
  SimulatedEngine engine_{clock_, ids_, context_.get_executor(), {}, Serving::none};
  EngineWatch watch_{engine_};
};

TEST_F(EngineWatchTest, TellsOfATasksContainersToWhoeverWatchesIt) {
  std::vector<EngineEvent> of_a;
  std::vector<EngineEvent> of_b;
  watch_.watch_task("a", [&](const EngineEvent& event) { of_a.push_back(event); });
  watch_.watch_task("b", [&](const EngineEvent& event) { of_b.push_back(event); });
  const std::string id = run_container("a");
  engine_.crash(id);
  clock_.settle();
  ASSERT_EQ(of_a.size(), 2U);
  EXPECT_EQ(of_a[0].kind, EngineEvent::Kind::started);
  EXPECT_EQ(of_a[1].kind, EngineEvent::Kind::died);
  EXPECT_EQ(of_a[1].container_id, id);
  EXPECT_TRUE(of_b.empty());
}

TEST_F(EngineWatchTest, TellsNothingOnceForgotten) {
  int told = 0;
  watch_.watch_task("a", [&](const EngineEvent&) {
    ++told;
    watch_.forget_task("a");
  });
  engine_.crash(run_container("a"));
  clock_.settle();
  EXPECT_EQ(told, 1);
}

TEST_F(EngineWatchTest, TellsOnceThatTheEngineIsLostAndOnceThatItIsBack) {
  std::vector<bool> told;
  watch_.on_reachability([&](bool reachable) {
    EXPECT_EQ(reachable, watch_.reachable());
    told.push_back(reachable);
  });
  EXPECT_TRUE(watch_.reachable());
  engine_.set_reachable(false);
  clock_.settle();
  engine_.set_reachable(false);
  clock_.settle();
  engine_.set_reachable(true);
  clock_.settle();
  EXPECT_EQ(told, (std::vector<bool>{false, true}));
}

}  // namespace
}  // namespace drydock::engine_watch_test
