#include "runtime/controllers/sweep.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/container/container_spec.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "tests/support/await.h"
#include "tests/support/volume_names.h"

namespace drydock::sweep_test {
namespace {

using Mode = NetworkAttachment::Mode;

/// An engine that two drydocks use, "mine" and "theirs", and somebody else.
class SweepTest : public ::testing::Test {
 protected:
  SweepTest() {
    engine_.hold_image("shop:v1");
    call(engine_.ensure_network(vpc("mine")));
  }

  template <class T>
  T call(boost::asio::awaitable<EngineResult<T>> coroutine) {
    return testing::await(context_, std::move(coroutine)).value();
  }
  static NetworkSpec vpc(const std::string& owner) {
    const ec2::DefaultNetwork network = ec2::default_network({});
    return {.name = std::string(ecs::vpc_network_name),
            .cidr = network.cidr,
            .gateway = network.gateway,
            .labels = {{"drydock.network", "vpc"}, {"drydock.instance", owner}}};
  }
  std::string create(const std::string& name, Labels labels, NetworkAttachment network = {}) {
    ContainerSpec spec;
    spec.name = name;
    spec.image = "shop:v1";
    spec.labels = labels;
    spec.network = std::move(network);
    auto& mount = spec.mounts.emplace_back();
    mount.source = name + "-data";
    mount.target = "/data";
    mount.labels = std::move(labels);
    return call(engine_.create(std::move(spec)));
  }
  bool sweep(const std::string& instance) {
    Sweep sweep(engine_, context_.get_executor(), instance);
    testing::await(context_, testing::done(sweep.run()));
    return sweep.is_clean();
  }
  std::vector<std::string> volumes_of(const std::string& owner) {
    return testing::names_of(call(engine_.list_volumes("drydock.instance", owner)));
  }
  bool has_vpc() {
    NetworkSpec other = vpc("mine");
    other.name = "other";
    return !testing::await(context_, engine_.ensure_network(other));
  }

  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  RandomIds ids_{7};
  SimulatedEngine engine_{clock_, ids_, context_.get_executor(), {}, Serving::none};
};

TEST_F(SweepTest, TakesAwayMoreThanGoAtOnce) {
  constexpr int many = 1201;
  for (int i = 0; i < many; ++i) create(std::to_string(i), {{"drydock.instance", "mine"}});
  EXPECT_TRUE(sweep("mine"));
  EXPECT_TRUE(engine_.containers().empty());
  EXPECT_TRUE(volumes_of("mine").empty());
}

TEST_F(SweepTest, TakesAwayAllThatOneDrydockMadeAndNothingElse) {
  create("a", {{"drydock.instance", "mine"}, {"drydock.task", "1"}});
  create("b", {{"drydock.instance", "mine"}, {"drydock.task", "2"}});
  const std::string theirs = create("c", {{"drydock.instance", "theirs"}});
  const std::string foreign = create("d", {});
  for (const char* owner : {"mine", "theirs"}) {
    call(engine_.make_image(ecs::pause_image(owner), "pause", {{"drydock.instance", owner}}));
  }
  EXPECT_TRUE(sweep("mine"));
  EXPECT_EQ(engine_.containers().size(), 2U);
  EXPECT_TRUE(engine_.containers().contains(theirs));
  EXPECT_TRUE(engine_.containers().contains(foreign));
  EXPECT_TRUE(volumes_of("mine").empty());
  EXPECT_EQ(volumes_of("theirs"), std::vector<std::string>{"c-data"});
  EXPECT_FALSE(testing::await(context_, engine_.image_id(ecs::pause_image("mine"))));
  EXPECT_TRUE(testing::await(context_, engine_.image_id(ecs::pause_image("theirs"))));
  EXPECT_FALSE(has_vpc()) << "nobody is in it";
}

TEST_F(SweepTest, LeavesWhatIsNeeded) {
  create("a", {{"drydock.instance", "mine"}, {"drydock.task", "living"}});
  create("b", {{"drydock.instance", "mine"}, {"drydock.task", "stopped"}});
  Sweep sweep(engine_, context_.get_executor(), "mine",
              [](const auto& labels) { return labels.at("drydock.task") == "living"; });
  testing::await(context_, testing::done(sweep.run()));
  EXPECT_EQ(engine_.containers().size(), 1U);
  EXPECT_EQ(volumes_of("mine"), std::vector<std::string>{"a-data"});
}

TEST_F(SweepTest, IsCleanThoughThePauseImageStaysForWhatIsNeeded) {
  const Labels labels{{"drydock.instance", "mine"}, {"drydock.task", "living"}};
  call(engine_.make_image(ecs::pause_image("mine"), "pause", labels));
  ContainerSpec spec{.name = "pause", .image = ecs::pause_image("mine"), .labels = labels};
  call(engine_.create(std::move(spec)));
  Sweep sweep(engine_, context_.get_executor(), "mine", [](const auto&) { return true; });
  testing::await(context_, testing::done(sweep.run()));
  EXPECT_TRUE(sweep.is_clean());
  EXPECT_TRUE(testing::await(context_, engine_.image_id(ecs::pause_image("mine"))));
}

/// Refuses the first removals of containers.
class RefusingEngine : public SimulatedEngine {
 public:
  using SimulatedEngine::SimulatedEngine;
  int refusals = 0;

  boost::asio::awaitable<EngineResult<Done>> remove(std::string container_id) override {
    if (refusals > 0 && refusals-- > 0) return refuse();
    return SimulatedEngine::remove(std::move(container_id));
  }

 private:
  static boost::asio::awaitable<EngineResult<Done>> refuse() {
    co_return EngineError(EngineError::Kind::refused, "device or resource busy");
  }
};

TEST_F(SweepTest, AsksAgainWhereAnEngineDoesNotLetGoAtOnce) {
  RefusingEngine engine(clock_, ids_, context_.get_executor(), {}, Serving::none);
  engine.hold_image("shop:v1");
  ContainerSpec spec{.name = "a", .image = "shop:v1", .labels = {{"drydock.instance", "mine"}}};
  call(engine.create(std::move(spec)));
  engine.refusals = 2;
  Sweep sweep(engine, context_.get_executor(), "mine");
  testing::await(context_, testing::done(sweep.run()));
  EXPECT_TRUE(sweep.is_clean());
  EXPECT_TRUE(engine.containers().empty());
}

TEST_F(SweepTest, LeavesTheNetworkThatAnotherDrydockUses) {
  call(engine_.ensure_network(vpc("theirs")));
  const std::string theirs = create("theirs", {{"drydock.instance", "theirs"}},
                                    {.mode = Mode::network,
                                     .network = std::string(ecs::vpc_network_name),
                                     .address = "172.31.16.5"});
  const testing::Started start(context_.get_executor(), engine_.start(theirs));
  clock_.advance(seconds(1));
  EXPECT_TRUE(sweep("mine"));
  EXPECT_TRUE(has_vpc());
  EXPECT_TRUE(sweep("theirs"));
  EXPECT_FALSE(has_vpc()) << "the last one takes it away";
}

TEST_F(SweepTest, SaysWhenSomethingStays) {
  create("a", {{"drydock.instance", "mine"}});
  engine_.set_reachable(false);
  EXPECT_FALSE(sweep("mine"));
  engine_.set_reachable(true);
  EXPECT_TRUE(sweep("mine"));
  EXPECT_TRUE(engine_.containers().empty());
}

}  // namespace
}  // namespace drydock::sweep_test
