// Which target gets which request, and what becomes of requests while targets come and go.

#include <gtest/gtest.h>

#include <boost/asio/read.hpp>

#include "tests/runtime/proxy/balancer.h"

namespace drydock::proxy::testing {
namespace {

const std::string request = "GET / HTTP/1.1\r\nHost: shop\r\n\r\n";

TEST(Balancing, RoundRobinAlternates) {
  Backend a(always("a"));
  Backend b(always("b"));
  Balancer balancer;
  balancer.add_target(a.port());
  balancer.add_target(b.port());
  balancer.route();
  std::string answers;
  for (int i = 0; i < 6; ++i) answers += body_of(balancer.get());
  EXPECT_EQ(answers, "ababab");
}

TEST(Balancing, RoundRobinAlternatesOverThreadsToo) {
  Backend a(always("a"));
  Backend b(always("b"));
  Balancer balancer({.host = "127.0.0.1", .io_threads = 3, .speed = 1});
  balancer.add_target(a.port());
  balancer.add_target(b.port());
  balancer.route();
  std::string answers;
  for (int i = 0; i < 9; ++i) answers += body_of(balancer.get());
  EXPECT_EQ(answers, "ababababa");
}

TEST(Balancing, ConnectionsAreKeptOnBothSides) {
  Backend a(always("a"));
  Balancer balancer;
  balancer.add_target(a.port());
  balancer.route();
  Wire wire = balancer.connect();
  for (int i = 0; i < 20; ++i) {
    wire.send(request);
    ASSERT_EQ(body_of(wire.read_message()), "a");
  }
  EXPECT_EQ(a.connections(), 1);
}

TEST(Balancing, TheLeastLoadedTargetIsTaken) {
  Event asked;
  Event answer;
  Backend slow([&](Wire& wire) {
    wire.read_message();
    asked.set();
    answer.wait();
    wire.send(ok("slow"));
  });
  Backend quick(always("quick"));
  Balancer balancer;
  balancer.group().algorithm = elb::Algorithm::least_outstanding_requests;
  balancer.add_target(slow.port());
  balancer.add_target(quick.port());
  balancer.route();
  Wire waiting = balancer.connect();
  waiting.send(request);
  ASSERT_TRUE(asked.wait());
  EXPECT_EQ(balancer.proxy.in_flight(Balancer::target(0)), 1);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(body_of(balancer.get()), "quick");
  answer.set();
  EXPECT_EQ(body_of(waiting.read_message()), "slow");
  EXPECT_TRUE(Balancer::until([&] { return balancer.proxy.in_flight(Balancer::target(0)) == 0; }));
}

TEST(Balancing, WeightsShareRequestsBetweenGroups) {
  Backend blue(always("b"));
  Backend green(always("g"));
  Balancer balancer;
  balancer.add_target(blue.port());
  auto& second = balancer.table.groups.emplace_back();
  second.arn = "green";
  second.targets.push_back({"green t", {"127.0.0.1", green.port()}});
  second.eligible = {0};
  balancer.listener().rules[0].action = elb::Forward{{0, 1}, {75, 25}, 0};
  balancer.route();
  std::string answers;
  for (int i = 0; i < 8; ++i) answers += body_of(balancer.get());
  EXPECT_EQ(std::ranges::count(answers, 'g'), 2);
}

TEST(Balancing, ACookieBindsAClientToItsTarget) {
  Backend a(always("a"));
  Backend b(always("b"));
  Balancer balancer;
  balancer.group().stickiness = {true, 60};
  balancer.add_target(a.port());
  balancer.add_target(b.port());
  balancer.route();
  const std::string first = balancer.get();
  EXPECT_EQ(body_of(first), "a");
  const auto place = first.find("Set-Cookie: AWSALB=");
  ASSERT_NE(place, std::string::npos);
  EXPECT_NE(first.find("Set-Cookie: AWSALBCORS="), std::string::npos);
  const std::string cookie = first.substr(place + 12, first.find(';', place) - place - 12);
  const std::string bound = "GET / HTTP/1.1\r\nHost: x\r\nCookie: x=y; " + cookie + "\r\n\r\n";
  for (int i = 0; i < 4; ++i) EXPECT_EQ(body_of(balancer.ask(bound)), "a");
  balancer.route_to({1});
  EXPECT_EQ(body_of(balancer.ask(bound)), "b");
}

TEST(Balancing, RulesChooseTheGroup) {
  Backend shop(always("shop"));
  Backend api(always("api"));
  Balancer balancer;
  balancer.add_target(shop.port());
  auto& second = balancer.table.groups.emplace_back();
  second.arn = "api";
  second.targets.push_back({"api t", {"127.0.0.1", api.port()}});
  second.eligible = {0};
  elb::RoutedRule rule{{elb::PathIs{{elb::Wildcard("/api/*")}}}, elb::Forward{{1}, {1}, 0}};
  balancer.listener().rules.insert(balancer.listener().rules.begin(), rule);
  balancer.route();
  EXPECT_EQ(body_of(balancer.get("/api/v1")), "api");
  EXPECT_EQ(body_of(balancer.get("/")), "shop");
}

TEST(Balancing, ADrainingTargetFinishesWhatItHasAndGetsNothingNew) {
  Event asked;
  Event answer;
  Backend old([&](Wire& wire) {
    wire.read_message();
    asked.set();
    answer.wait();
    wire.send(ok("old"));
  });
  Backend fresh(always("fresh"));
  Balancer balancer;
  balancer.add_target(old.port());
  balancer.route();
  Wire waiting = balancer.connect();
  waiting.send(request);
  ASSERT_TRUE(asked.wait());
  balancer.add_target(fresh.port());
  balancer.route_to({1});
  EXPECT_FALSE(balancer.proxy.may_be_given_requests(Balancer::target(0)));
  EXPECT_TRUE(balancer.proxy.may_be_given_requests(Balancer::target(1)));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(body_of(balancer.get()), "fresh");
  EXPECT_EQ(balancer.proxy.in_flight(Balancer::target(0)), 1);
  answer.set();
  EXPECT_EQ(body_of(waiting.read_message()), "old");
  EXPECT_TRUE(Balancer::until([&] { return balancer.proxy.in_flight(Balancer::target(0)) == 0; }));
}

TEST(Balancing, ConnectionsToADrainedTargetAreClosed) {
  Event closed;
  Backend old([&](Wire& wire) {
    wire.read_message();
    wire.send(ok("old"));
    if (wire.ended()) closed.set();
  });
  Balancer balancer;
  balancer.add_target(old.port());
  balancer.route();
  EXPECT_EQ(body_of(balancer.get()), "old");
  balancer.route_to({});
  EXPECT_TRUE(closed.wait());
}

TEST(Balancing, ARequestOnATargetThatIsTakenAwayGets502) {
  Event asked;
  Backend old([&](Wire& wire) {
    wire.read_message();
    asked.set();
    wire.ended();
  });
  Balancer balancer;
  balancer.add_target(old.port());
  balancer.route();
  Wire waiting = balancer.connect();
  waiting.send(request);
  ASSERT_TRUE(asked.wait());
  balancer.group().targets.clear();
  balancer.route_to({});
  EXPECT_EQ(first_line(waiting.read_message()), "HTTP/1.1 502 Bad Gateway");
}

TEST(Balancing, ATargetMayBeGivenRequestsUntilEveryThreadKnowsBetter) {
  Balancer balancer;
  balancer.add_target(1);
  balancer.route();
  EXPECT_TRUE(balancer.proxy.may_be_given_requests(Balancer::target(0)));
  balancer.route_to({});
  EXPECT_FALSE(balancer.proxy.may_be_given_requests(Balancer::target(0)));
  EXPECT_FALSE(balancer.proxy.may_be_given_requests("nobody"));
}

TEST(Balancing, AListenerThatIsGoneServesNoOne) {
  Backend a(always("a"));
  Balancer balancer;
  balancer.add_target(a.port());
  balancer.route();
  const int port = balancer.port();
  Wire wire = balancer.connect();
  wire.send(request);
  EXPECT_EQ(body_of(wire.read_message()), "a");
  balancer.table.listeners.clear();
  balancer.route();
  EXPECT_TRUE(wire.ended());
  EXPECT_TRUE(balancer.proxy.bound_ports().empty());
  EXPECT_TRUE(Balancer::until([&] {
    try {
      Wire::connect(port);
      return false;
    } catch (const boost::system::system_error&) {
      return true;
    }
  }));
}

TEST(Balancing, AListenerTakesItsOwnPortOrAFreeOne) {
  Backend a(always("a"));
  Balancer balancer;
  balancer.add_target(a.port());
  balancer.route();
  auto second = balancer.listener();
  second.arn = "second";
  second.port = balancer.port();
  balancer.table.listeners.push_back(second);
  balancer.route();
  const int taken = balancer.proxy.bound_ports().at("second");
  EXPECT_NE(taken, balancer.port());
  EXPECT_NE(taken, 0);
  Wire wire = Wire::connect(taken);
  wire.send(request);
  EXPECT_EQ(body_of(wire.read_message()), "a");
}

TEST(Balancing, AConnectionForADnsNameIsTakenOver) {
  Backend a(always("a"));
  Balancer balancer;
  balancer.add_target(a.port());
  balancer.table.hosts["shop-1.us-east-1.elb.localhost"] = 0;
  balancer.route();
  Backend main_port([&](Wire& wire) {
    Accepted given;
    given.received.resize(10);
    boost::asio::read(wire.socket(), boost::asio::buffer(given.received));
    given.handle = wire.release();
    balancer.proxy.adopt(std::move(given), "Shop-1.us-east-1.elb.localhost:4566");
  });
  Wire wire = Wire::connect(main_port.port());
  wire.send(request);
  EXPECT_EQ(body_of(wire.read_message()), "a");
  wire.send(request);
  EXPECT_EQ(body_of(wire.read_message()), "a");
}

TEST(Balancing, ANameWithoutAListenerGets503) {
  Balancer balancer;
  Backend main_port([&](Wire& wire) {
    Accepted given;
    given.handle = wire.release();
    balancer.proxy.adopt(std::move(given), "nobody.elb.localhost");
  });
  Wire wire = Wire::connect(main_port.port());
  wire.send(request);
  EXPECT_EQ(first_line(wire.read_message()), "HTTP/1.1 503 Service Temporarily Unavailable");
}

}  // namespace
}  // namespace drydock::proxy::testing
