#include "runtime/faults/zone_losses.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <string>
#include <vector>

#include "async/task_group.h"
#include "emulator/ec2/lost_zone.h"
#include "emulator/ecs/task.h"
#include "emulator/records.h"
#include "runtime/clock/virtual_clock.h"

namespace drydock::zone_losses_test {
namespace {

using namespace std::chrono_literals;

class ZoneLossesTest : public ::testing::Test {
 protected:
  ~ZoneLossesTest() override {
    TaskGroup ending(context_.get_executor());
    ending.spawn("end", losses_.stop());
    clock_.settle();
  }

  void put_task(const std::string& id, const std::string& zone) {
    ecs::Task task{.id = id, .cluster = "shop", .availability_zone = zone};
    task.containers.push_back({.name = "app", .engine_id = "engine-" + id});
    task.containers.back().phase = ecs::ContainerPhase::running;
    store_.put(world_, task);
  }
  [[nodiscard]] bool is_to_run(const std::string& id) const {
    return store_.find<ecs::Task>(world_, "shop/" + id)->desired_status ==
           ecs::DesiredStatus::running;
  }
  boost::asio::awaitable<EngineResult<Done>> kill(std::string engine_id) {
    killed_.push_back(std::move(engine_id));
    co_return Done{};
  }

  World world_{"000000000000", "us-east-1"};
  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  Store store_{all_record_kinds()};
  FaultBook book_{clock_};
  std::vector<std::string> killed_;
  ZoneLosses losses_{store_, clock_, book_, [this](std::string id) { return kill(std::move(id)); },
                     context_.get_executor()};
};

TEST_F(ZoneLossesTest, KillsWhatRunsInAZoneForAsLongAsItIsLost) {
  losses_.start();
  put_task("1", "us-east-1a");
  put_task("2", "us-east-1b");
  ASSERT_TRUE(book_.begin(ZoneLoss{"us-east-1b"}, 1min));
  EXPECT_TRUE(is_to_run("1"));
  EXPECT_FALSE(is_to_run("2")) << "before the call is answered";
  clock_.settle();
  EXPECT_EQ(killed_, std::vector<std::string>{"engine-2"});

  put_task("3", "us-east-1b");
  clock_.settle();
  EXPECT_FALSE(is_to_run("3")) << "nothing starts there";
  EXPECT_EQ(killed_.size(), 2U);

  clock_.advance(1min);
  EXPECT_FALSE(ec2::is_lost(store_, "us-east-1b"));
  put_task("4", "us-east-1b");
  clock_.settle();
  EXPECT_TRUE(is_to_run("4"));
}

TEST_F(ZoneLossesTest, LosesNothingThatAnEarlierDrydockHadLost) {
  store_.put(ec2::lost_zones_world, ec2::LostZone{.name = "us-east-1a"});
  put_task("1", "us-east-1a");
  losses_.start();
  EXPECT_FALSE(ec2::is_lost(store_, "us-east-1a"));
  EXPECT_TRUE(is_to_run("1"));
}

TEST_F(ZoneLossesTest, LoseTheSameZonesInRecordsThatHaveTakenTheirPlace) {
  losses_.start();
  ASSERT_TRUE(book_.begin(ZoneLoss{"us-east-1a"}, std::nullopt));
  store_.clear();
  put_task("1", "us-east-1a");
  losses_.look_again();
  EXPECT_TRUE(ec2::is_lost(store_, "us-east-1a"));
  EXPECT_FALSE(is_to_run("1"));
}

}  // namespace
}  // namespace drydock::zone_losses_test
