// Which target gets which request, and what becomes of requests while targets come and go.

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/read.hpp>

#include "tests/runtime/proxy/balancer.h"

namespace drydock::proxy::testing::balancing_test {
namespace {

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
  elb::RoutedGroup& second = balancer.table.groups.emplace_back().edit();
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
  elb::RoutedGroup& second = balancer.table.groups.emplace_back().edit();
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

/// Its place is another's now: a table with the same endpoint under another name.
TEST(Balancing, TheNextOwnerOfAPlaceGetsConnectionsOfItsOwn) {
  Event closed;
  std::atomic<int> served{0};
  Backend place([&](Wire& wire) {
    const std::string answer = ++served == 1 ? "old" : "new";
    wire.read_message();
    wire.send(ok(answer));
    if (wire.ended() && answer == "old") closed.set();
  });
  Balancer balancer;
  balancer.add_target(place.port());
  balancer.group().targets[0].name += " shop/old";
  balancer.route();
  EXPECT_EQ(body_of(balancer.get()), "old");
  balancer.group().targets[0].name = Balancer::target(0) + " shop/new";
  balancer.route();
  EXPECT_TRUE(closed.wait());
  EXPECT_EQ(body_of(balancer.get()), "new");
  EXPECT_FALSE(balancer.proxy.may_be_given_requests(Balancer::target(0) + " shop/old"));
  EXPECT_TRUE(balancer.proxy.may_be_given_requests(Balancer::target(0) + " shop/new"));
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

/// A second load balancer, of this name, at this port, that answers by itself with this status.
elb::RoutedListener other_listener(const std::string& name, int port, int status) {
  elb::RoutedListener listener;
  listener.arn = name;
  listener.host = name + ".us-east-1.elb.localhost";
  listener.port = port;
  listener.rules.push_back({{}, elb::FixedResponse{status, "text/plain", ""}});
  return listener;
}

std::string status_for(Wire& wire, const std::string& host) {
  wire.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
  return first_line(wire.read_message());
}

std::string status_for(int port, const std::string& host) {
  Wire wire = Wire::connect(port);
  return status_for(wire, host);
}

TEST(Balancing, AListenerTakesAFreePortWhereSomebodyElseHasItsOwn) {
  Backend foreign(always("foreign"));
  Backend a(always("a"));
  Balancer balancer;
  balancer.add_target(a.port());
  balancer.listener().port = foreign.port();
  balancer.route();
  EXPECT_NE(balancer.port(), foreign.port());
  EXPECT_NE(balancer.port(), 0);
  EXPECT_EQ(body_of(balancer.get()), "a");
}

TEST(Balancing, AListenerHasAfterARestartThePortThatItHadBefore) {
  const Backend foreign(always("foreign"));
  const int free = Backend(always("")).port();
  Balancer balancer;
  balancer.listener().port = foreign.port();
  balancer.listener().given_port = free;
  balancer.route();
  EXPECT_EQ(balancer.port(), free);
}

TEST(Balancing, AListenerWhosePortOfBeforeIsTakenHasItsOwn) {
  const Backend foreign(always("foreign"));
  const int own = Backend(always("")).port();
  Balancer balancer;
  balancer.listener().port = own;
  balancer.listener().given_port = foreign.port();
  balancer.route();
  EXPECT_EQ(balancer.port(), own);
}

TEST(Balancing, APortOfBeforeCountsAtTheStartAlone) {
  const int given = Backend(always("")).port();
  const int own = Backend(always("")).port();
  Balancer balancer;
  balancer.route();
  balancer.table.listeners.push_back(other_listener("back-2", own, 202));
  balancer.table.listeners.back().given_port = given;
  balancer.route();
  EXPECT_EQ(balancer.proxy.bound_ports().at("back-2"), own);
}

TEST(Balancing, ListenersOfOnePortAreToldApartByTheHost) {
  Backend a(always("a"));
  Balancer balancer;
  balancer.add_target(a.port());
  balancer.listener().host = "front-1.us-east-1.elb.localhost";
  balancer.route();
  const int port = balancer.port();
  balancer.table.listeners.push_back(other_listener("back-2", port, 202));
  balancer.route();
  EXPECT_EQ(balancer.proxy.bound_ports().at("back-2"), port);
  EXPECT_EQ(status_for(port, "back-2.us-east-1.elb.localhost"), "HTTP/1.1 202 Accepted");
  EXPECT_EQ(status_for(port, "Back-2.US-east-1.ELB.localhost.:80"), "HTTP/1.1 202 Accepted");
  EXPECT_EQ(status_for(port, "front-1.us-east-1.elb.localhost"), "HTTP/1.1 200 OK");
  EXPECT_EQ(status_for(port, "localhost"), "HTTP/1.1 200 OK");
  // Each request says anew whom it means.
  Wire wire = Wire::connect(port);
  EXPECT_EQ(status_for(wire, "back-2.us-east-1.elb.localhost"), "HTTP/1.1 202 Accepted");
  EXPECT_EQ(status_for(wire, "front-1.us-east-1.elb.localhost"), "HTTP/1.1 200 OK");
  EXPECT_EQ(status_for(wire, "back-2.us-east-1.elb.localhost"), "HTTP/1.1 202 Accepted");
}

TEST(Balancing, WhoStaysAtASharedPortAnswersForAllHosts) {
  Balancer balancer;
  balancer.route();
  const int port = balancer.port();
  balancer.table.listeners.push_back(other_listener("back-2", port, 202));
  balancer.route();
  balancer.table.listeners.erase(balancer.table.listeners.begin());
  balancer.route();
  EXPECT_EQ(status_for(port, "localhost"), "HTTP/1.1 202 Accepted");
}

TEST(Balancing, AListenerMovesToAnotherPort) {
  Backend a(always("a"));
  const int wanted = Backend(always("")).port();
  Balancer balancer;
  balancer.add_target(a.port());
  balancer.route();
  const int left = balancer.port();
  Wire wire = balancer.connect();
  wire.send(request);
  EXPECT_EQ(body_of(wire.read_message()), "a");
  balancer.listener().port = wanted;
  balancer.route();
  EXPECT_EQ(balancer.port(), wanted);
  EXPECT_EQ(body_of(balancer.get()), "a");
  EXPECT_TRUE(wire.ended());
  // The port that was left can be had again.
  balancer.table.listeners.push_back(other_listener("back-2", left, 202));
  EXPECT_TRUE(Balancer::until([&] {
    balancer.route();
    return !balancer.proxy.awaits_port();
  }));
  EXPECT_EQ(balancer.proxy.bound_ports().at("back-2"), left);
  EXPECT_EQ(status_for(left, "localhost"), "HTTP/1.1 202 Accepted");
}

TEST(Balancing, APortOutlivesTheListenerThatAnotherReplaces) {
  Balancer balancer;
  balancer.route();
  const int port = balancer.port();
  balancer.table.listeners = {other_listener("new", port, 202)};
  balancer.route();
  EXPECT_FALSE(balancer.proxy.awaits_port());
  EXPECT_EQ(status_for(port, "localhost"), "HTTP/1.1 202 Accepted");
}

TEST(Balancing, ListenersAnswerAtEveryAddress) {
  Backend a(always("a"));
  Balancer balancer({.more_hosts = {"127.0.0.2", "203.0.113.1"}});
  balancer.add_target(a.port());
  balancer.route();
  Wire wire = Wire::connect(balancer.port(), "127.0.0.2");
  wire.send(request);
  EXPECT_EQ(body_of(wire.read_message()), "a");
  EXPECT_EQ(body_of(balancer.get()), "a");
}

/// Everything that comes in here has been accepted by drydock's own port.
Backend::Serve give_to(Proxy& proxy) {
  return [&proxy](Wire& wire) {
    Accepted given;
    given.received.resize(10);
    boost::asio::read(wire.socket(), boost::asio::buffer(given.received));
    given.handle = wire.release();
    proxy.adopt(std::move(given));
  };
}

TEST(Balancing, AtDrydocksOwnPortEachRequestsHostChooses) {
  Backend a(always("a"));
  Balancer balancer;
  balancer.add_target(a.port());
  balancer.table.listeners.push_back(other_listener("back-2", 0, 202));
  balancer.table.hosts["shop-1.us-east-1.elb.localhost"] = 0;
  balancer.table.hosts["back-2.us-east-1.elb.localhost"] = 1;
  balancer.route();
  Backend main_port(give_to(balancer.proxy));
  Wire wire = Wire::connect(main_port.port());
  EXPECT_EQ(status_for(wire, "Shop-1.us-east-1.elb.localhost.:4566"), "HTTP/1.1 200 OK");
  EXPECT_EQ(status_for(wire, "back-2.us-east-1.elb.localhost"), "HTTP/1.1 202 Accepted");
  EXPECT_EQ(status_for(wire, "shop-1.us-east-1.elb.localhost"), "HTTP/1.1 200 OK");
}

TEST(Balancing, ANameWithoutAListenerGets503) {
  Balancer balancer;
  Backend main_port(give_to(balancer.proxy));
  EXPECT_EQ(status_for(main_port.port(), "nobody.elb.localhost"),
            "HTTP/1.1 503 Service Temporarily Unavailable");
}

TEST(Balancing, WhatIsForNoLoadBalancerIsSentElsewhere) {
  Balancer balancer;
  balancer.table.hosts["shop-1.elb.localhost"] = 0;
  balancer.listener().rules = other_listener("", 0, 202).rules;
  balancer.route();
  Backend main_port(give_to(balancer.proxy));
  Wire wire = Wire::connect(main_port.port());
  EXPECT_EQ(status_for(wire, "shop-1.elb.localhost"), "HTTP/1.1 202 Accepted");
  EXPECT_EQ(status_for(wire, "localhost:4566"), "HTTP/1.1 421 Misdirected Request");
  EXPECT_TRUE(wire.ended());
}

}  // namespace
}  // namespace drydock::proxy::testing::balancing_test
