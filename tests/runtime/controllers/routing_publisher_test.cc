#include "runtime/controllers/routing_publisher.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/records.h"
#include "model/elbv2/common.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "tests/runtime/proxy/balancer.h"
#include "tests/support/await.h"

namespace drydock::routing_publisher_test {
namespace {

using namespace std::chrono_literals;
using proxy::testing::Balancer;
using proxy::testing::Wire;

const World world{"000000000000", "us-east-1"};

class RoutingPublisherTest : public ::testing::Test {
 protected:
  RoutingPublisherTest() {
    proxy.start();
    publisher.start();
    elb::LoadBalancer balancer;
    balancer.arn = "balancer";
    balancer.dns_name = "balancer.elb.localhost";
    store.put(world, balancer);
  }
  void TearDown() override {
    const testing::Started<bool> stopped(context.get_executor(), testing::done(publisher.stop()));
    clock.settle();
    EXPECT_TRUE(stopped.ended());
  }

  void put_listener(const std::string& arn, int port, const char* status,
                    const char* balancer = "balancer") {
    elb::Listener listener;
    listener.arn = arn;
    listener.load_balancer_arn = balancer;
    listener.port = port;
    auto& action = listener.default_actions.emplace_back();
    action.type = model::elbv2::ActionTypeEnum::fixed_response;
    action.fixed_response_config.emplace().status_code = status;
    store.put(world, listener);
    clock.advance(10ms);
  }
  const elb::Listener& listener(const std::string& arn) {
    return *store.find<elb::Listener>(world, arn);
  }
  std::string first_line(int port) {
    EXPECT_TRUE(Balancer::until([this] { return proxy.settled(); }));
    Wire wire = Wire::connect(port);
    wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    return wire.read_until("\r\n");
  }

  boost::asio::io_context context;
  VirtualClock clock{context};
  RandomIds ids{3};
  Store store{all_record_kinds()};
  proxy::Proxy proxy{clock, ids, {}};
  RoutingPublisher publisher{
      store, clock, clock, proxy, context.get_executor(), [] { return 0ns; }};
};

TEST_F(RoutingPublisherTest, AListenerListensAndTellsWhere) {
  put_listener("one", 0, "201");
  ASSERT_NE(listener("one").bound_port, 0);
  EXPECT_EQ(first_line(listener("one").bound_port), "HTTP/1.1 201 Created\r\n");
}

TEST_F(RoutingPublisherTest, GoesOnAfterAnErrorOfDrydocksOwn) {
  bool broken = true;
  store.on_change([&](const Change& change) {
    if (change.table == elb::Listener::table && listener("one").bound_port != 0 && broken) {
      broken = false;
      throw std::runtime_error("a broken listener");
    }
  });
  put_listener("one", 0, "201");
  EXPECT_FALSE(broken);
  put_listener("two", 0, "202");
  clock.advance(1s);
  EXPECT_EQ(first_line(listener("two").bound_port), "HTTP/1.1 202 Accepted\r\n");
}

TEST_F(RoutingPublisherTest, AListenerWithoutItsOwnPortHasATag) {
  const proxy::testing::Backend foreign(proxy::testing::always(""));
  const int taken = foreign.port();
  put_listener("two", taken, "202");
  const int other = listener("two").bound_port;
  EXPECT_NE(other, taken);
  EXPECT_EQ(listener("two").tags.at(std::string(bound_port_tag)), std::to_string(other));
  EXPECT_EQ(first_line(other), "HTTP/1.1 202 Accepted\r\n");
}

TEST_F(RoutingPublisherTest, ChangesReachTheDataPlane) {
  put_listener("one", 0, "201");
  const int port = listener("one").bound_port;
  store.change<elb::Listener>(world, "one", [](elb::Listener& changed) {
    changed.default_actions[0].fixed_response_config->status_code = "404";
  });
  clock.advance(10ms);
  EXPECT_EQ(first_line(port), "HTTP/1.1 404 Not Found\r\n");
  EXPECT_EQ(listener("one").bound_port, port);
}

TEST_F(RoutingPublisherTest, ASecondLoadBalancerSharesAPort) {
  put_listener("one", 0, "201");
  const int port = listener("one").bound_port;
  elb::LoadBalancer other;
  other.arn = "other";
  other.dns_name = "x";
  store.put(world, other);
  put_listener("two", port, "202", "other");
  EXPECT_EQ(listener("two").bound_port, port);
  EXPECT_TRUE(listener("two").tags.empty());
  EXPECT_EQ(first_line(port), "HTTP/1.1 202 Accepted\r\n");
}

TEST_F(RoutingPublisherTest, AListenerThatIsModifiedMoves) {
  put_listener("one", 0, "201");
  const int left = listener("one").bound_port;
  const int wanted = proxy::testing::Backend(proxy::testing::always("")).port();
  const auto move_to = [this](int port) {
    store.change<elb::Listener>(world, "one", [port](elb::Listener& moved) { moved.port = port; });
    clock.advance(10ms);
  };
  move_to(wanted);
  EXPECT_EQ(listener("one").bound_port, wanted);
  EXPECT_EQ(first_line(wanted), "HTTP/1.1 201 Created\r\n");
  move_to(left);
  EXPECT_TRUE(Balancer::until([this] {
    clock.advance(10ms);
    return listener("one").bound_port != 0;
  }));
  EXPECT_EQ(listener("one").bound_port, left);
  EXPECT_TRUE(listener("one").tags.empty());
}

TEST_F(RoutingPublisherTest, AListenerThatIsErasedIsClosed) {
  put_listener("one", 0, "201");
  store.erase<elb::Listener>(world, "one");
  clock.advance(10ms);
  EXPECT_TRUE(proxy.bound_ports().empty());
}

}  // namespace
}  // namespace drydock::routing_publisher_test
