#include "runtime/controllers/observer.h"

#include <gtest/gtest.h>

#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/target.h"
#include "emulator/records.h"
#include "runtime/clock/virtual_clock.h"
#include "tests/support/run.h"

namespace drydock::observer_test {
namespace {

using namespace std::chrono_literals;

const World world{"000000000000", "us-east-1"};

struct ObserverTest : ::testing::Test {
  boost::asio::io_context context;
  VirtualClock clock{context};
  Store store{all_record_kinds()};
  Observer::Served served;
  Observer observer{store, clock, context.get_executor(), [this] { return served; }};

  void put_service(int desired, bool balanced = false) {
    ecs::Service service;
    service.cluster = "shop";
    service.name = "web";
    service.desired_count = desired;
    if (balanced) service.load_balancers.emplace_back().target_group_arn = "group";
    store.put(world, service);
  }
  void put_task(const std::string& id, ecs::TaskStatus status = ecs::TaskStatus::running) {
    ecs::Task task;
    task.id = id;
    task.cluster = "shop";
    task.service = "web";
    task.last_status = status;
    if (!store.find<ecs::Service>(world, "shop/web")->load_balancers.empty()) {
      task.targets = {{"group", id, 80}};
    }
    store.put(world, task);
  }
  void put_target(const std::string& id, elb::TargetState state) {
    elb::Target target;
    target.target_group_arn = "group";
    target.id = id;
    target.port = 80;
    target.owner = "shop/" + id;
    target.health.state = state;
    store.put(world, target);
  }
  void mark() { testing::run(observer.mark()); }
  void stop_task(const std::string& id) { put_task(id, ecs::TaskStatus::stopped); }
  ServiceObserved observed() { return observer.observed().value().services.at(0); }
};

TEST_F(ObserverTest, KnowsNothingBeforeAMark) {
  put_service(1);
  EXPECT_EQ(observer.observed(), std::nullopt);
  mark();
  EXPECT_EQ(observer.observed()->since, clock.now());
}

TEST_F(ObserverTest, KeepsTheFewestHealthyTasksSinceTheMark) {
  put_service(3);
  for (const char* id : {"a", "b", "c"}) put_task(id);
  mark();
  EXPECT_EQ(observed().fewest_healthy, 3);
  stop_task("a");
  clock.settle();
  put_task("d");
  clock.settle();
  EXPECT_EQ(observed().fewest_healthy, 2);
  mark();
  EXPECT_EQ(observed().fewest_healthy, 3);
}

TEST_F(ObserverTest, SeesWhatATurnChangesAsOneChange) {
  put_service(1);
  put_task("a");
  mark();
  stop_task("a");
  put_task("b");
  clock.settle();
  EXPECT_EQ(observed().fewest_healthy, 1);
}

TEST_F(ObserverTest, MeasuresTheLongestOutage) {
  put_service(1);
  put_task("a");
  mark();
  stop_task("a");
  clock.settle();
  clock.advance(20s);
  EXPECT_EQ(observed().longest_outage, 20s) << "one that goes on counts too";
  clock.advance(10s);
  put_task("b");
  clock.settle();
  stop_task("b");
  clock.settle();
  clock.advance(5s);
  EXPECT_EQ(observed().longest_outage, 30s);
}

TEST_F(ObserverTest, CountsATaskOnceItsTargetIsHealthy) {
  put_service(1, true);
  put_task("a");
  put_target("a", elb::TargetState::healthy);
  mark();
  EXPECT_EQ(observed().fewest_healthy, 1);
  put_target("a", elb::TargetState::unhealthy);
  clock.settle();
  EXPECT_EQ(observed().fewest_healthy, 0);
}

TEST_F(ObserverTest, ObservesANewServiceOnceItHasItsTasks) {
  mark();
  put_service(2);
  put_task("a");
  clock.settle();
  EXPECT_TRUE(observer.observed()->services.empty());
  put_task("b");
  clock.settle();
  EXPECT_EQ(observed().fewest_healthy, 2);
}

TEST_F(ObserverTest, ForgetsAServiceThatIsDeleted) {
  put_service(1);
  put_task("a");
  mark();
  store.change<ecs::Service>(world, "shop/web", [](ecs::Service& service) {
    service.status = ecs::ServiceStatus::draining;
  });
  stop_task("a");
  clock.settle();
  EXPECT_TRUE(observer.observed()->services.empty());
}

TEST_F(ObserverTest, TellsRequestsSinceTheMark) {
  served = {{"old", {5, 1}}, {"idle", {3, 0}}};
  mark();
  served = {{"old", {9, 2}}, {"idle", {3, 0}}, {"new", {2, 2}}};
  const auto balancers = observer.observed()->load_balancers;
  ASSERT_EQ(balancers.size(), 2U);
  EXPECT_EQ(balancers[0].dns_name, "new");
  EXPECT_EQ(balancers[0].served, (RequestsServed{2, 2}));
  EXPECT_EQ(balancers[1].served, (RequestsServed{4, 1}));
}

}  // namespace
}  // namespace drydock::observer_test
