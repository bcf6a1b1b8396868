#include "runtime/controllers/leftovers.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <string>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/container_spec.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "tests/support/await.h"

namespace drydock {
namespace {

using ecs::TaskStatus;
using Mode = NetworkAttachment::Mode;

class Leftovers : public ::testing::Test {
 protected:
  Leftovers() {
    testing::await(context_, engine_.make_image("shop:v1", "program"));
    testing::await(context_, engine_.ensure_network(vpc()));
  }

  static NetworkSpec vpc() {
    const ec2::DefaultNetwork network = ec2::default_network({});
    return {.name = std::string(ecs::vpc_network_name),
            .cidr = network.cidr,
            .gateway = network.gateway};
  }
  void put_task(std::string id, TaskStatus status) {
    ecs::Task task;
    task.arn = "arn:aws:ecs:us-east-1:000000000000:task/shop/" + id;
    task.id = std::move(id);
    task.last_status = status;
    store_.put(World{"000000000000", "us-east-1"}, std::move(task));
  }
  std::string create(std::string name, std::string task_id, NetworkAttachment network = {}) {
    return *testing::await(context_, engine_.create({.name = std::move(name),
                                                     .image = "shop:v1",
                                                     .labels = {{"drydock.task", task_id}},
                                                     .network = std::move(network)}));
  }
  void remove_leftovers() {
    testing::await(context_, testing::done(drydock::remove_leftovers(store_, engine_)));
  }
  bool has_vpc() {
    NetworkSpec other = vpc();
    other.name = "other";
    return !testing::await(context_, engine_.ensure_network(other));
  }

  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  RandomIds ids_{7};
  Store store_;
  SimulatedEngine engine_{clock_, ids_, context_.get_executor(), {}, Serving::none};
};

TEST_F(Leftovers, AreTheContainersOfTasksThatHaveNotStopped) {
  put_task("1", TaskStatus::running);
  put_task("2", TaskStatus::stopped);
  create("a", "1");
  create("b", "1");
  const std::string gone_already = create("c", "2");
  const std::string foreign = create("d", "somebody's");
  remove_leftovers();
  EXPECT_EQ(engine_.containers().size(), 2U);
  EXPECT_TRUE(engine_.containers().contains(gone_already));
  EXPECT_TRUE(engine_.containers().contains(foreign));
}

TEST_F(Leftovers, IncludeTheNetwork) {
  remove_leftovers();
  EXPECT_FALSE(has_vpc());
}

TEST_F(Leftovers, AreNotTheNetworkThatOthersUse) {
  const std::string foreign = create("foreign", "somebody's",
                                     {.mode = Mode::network,
                                      .network = std::string(ecs::vpc_network_name),
                                      .address = "172.31.16.5"});
  testing::Started start(context_.get_executor(), engine_.start(foreign));
  clock_.advance(seconds(1));
  remove_leftovers();
  EXPECT_TRUE(has_vpc());
}

}  // namespace
}  // namespace drydock
