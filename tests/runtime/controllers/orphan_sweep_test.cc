#include "runtime/controllers/orphan_sweep.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "emulator/ecs/container/labels.h"
#include "emulator/ecs/task.h"
#include "emulator/records.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "tests/support/await.h"

namespace drydock::orphan_sweep_test {
namespace {

/// An engine that lets go of no container for a while, and may be lost over a removal.
class StubbornEngine : public SimulatedEngine {
 public:
  using SimulatedEngine::SimulatedEngine;
  int refusals = 0;
  bool is_lost_over_removal = false;
  int removals = 0;

  boost::asio::awaitable<EngineResult<Done>> remove(std::string container_id) override {
    ++removals;
    if (is_lost_over_removal) set_reachable(false);
    if (refusals > 0 && refusals-- > 0) return refuse();
    return SimulatedEngine::remove(std::move(container_id));
  }

 private:
  static boost::asio::awaitable<EngineResult<Done>> refuse() {
    co_return EngineError(EngineError::Kind::refused, "device or resource busy");
  }
};

class OrphanSweepTest : public ::testing::Test {
 protected:
  OrphanSweepTest() { engine_.hold_image("shop:v1"); }
  ~OrphanSweepTest() override { testing::await(context_, testing::done(orphans_.stop())); }

  /// A container of this task.
  void make_container(const std::string& task_id) {
    ContainerSpec spec;
    spec.name = "of-" + task_id;
    spec.image = "shop:v1";
    spec.labels = {{std::string(ecs::instance_label), "mine"},
                   {std::string(ecs::task_label), task_id}};
    testing::await(context_, engine_.create(std::move(spec))).value();
  }
  void put_task(const std::string& task_id) {
    ecs::Task task;
    task.cluster = "shop";
    task.id = task_id;
    store_.put(world_, std::move(task));
  }
  void sweep() { testing::await(context_, testing::done(orphans_.run())); }

  World world_{"000000000000", "us-east-1"};
  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  RandomIds ids_{7};
  Store store_{all_record_kinds()};
  StubbornEngine engine_{clock_, ids_, context_.get_executor(), {}, Serving::none};
  EngineWatch watch_{engine_};
  OrphanSweep orphans_{store_, clock_, engine_, watch_, context_.get_executor(), "mine"};
};

TEST_F(OrphanSweepTest, TakesAwayWhatNoTaskNeeds) {
  make_container("orphan");
  make_container("living");
  put_task("living");
  sweep();
  ASSERT_EQ(engine_.containers().size(), 1U);
  EXPECT_EQ(engine_.containers().begin()->second.state.name, "of-living");
}

TEST_F(OrphanSweepTest, GoesOnOnceALostEngineIsBack) {
  make_container("orphan");
  engine_.set_reachable(false);
  clock_.settle();
  sweep();
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(engine_.containers().size(), 1U);
  engine_.set_reachable(true);
  clock_.settle();
  EXPECT_TRUE(engine_.containers().empty());
}

TEST_F(OrphanSweepTest, GoesOnWhereTheEngineWasLostInTheMiddle) {
  make_container("a");
  make_container("b");
  engine_.is_lost_over_removal = true;
  sweep();
  ASSERT_FALSE(engine_.containers().empty());
  clock_.advance(std::chrono::minutes(1));
  const int asked = engine_.removals;
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(engine_.removals, asked) << "it waits";
  engine_.is_lost_over_removal = false;
  engine_.set_reachable(true);
  clock_.settle();
  EXPECT_TRUE(engine_.containers().empty());
}

TEST_F(OrphanSweepTest, LeavesWhatATaskNeedsThatCameMeanwhile) {
  make_container("living");
  engine_.set_reachable(false);
  clock_.settle();
  sweep();
  put_task("living");
  engine_.set_reachable(true);
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(engine_.containers().size(), 1U);
}

TEST_F(OrphanSweepTest, AsksAnEngineThatDoesNotLetGoMoreAndMoreSeldom) {
  make_container("orphan");
  engine_.refusals = 1'000'000;
  sweep();
  clock_.advance(std::chrono::hours(1));
  const int in_an_hour = engine_.removals;
  EXPECT_GT(in_an_hour, 30);
  EXPECT_LT(in_an_hour, 60);
  engine_.refusals = 0;
  clock_.advance(std::chrono::minutes(10));
  EXPECT_TRUE(engine_.containers().empty());
  const int in_the_end = engine_.removals;
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(engine_.removals, in_the_end);
}

}  // namespace
}  // namespace drydock::orphan_sweep_test
