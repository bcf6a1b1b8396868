// What is counted of a load balancer's requests.

#include <gtest/gtest.h>

#include "tests/runtime/proxy/balancer.h"

namespace drydock::proxy::testing::request_counts_test {
namespace {

RequestsServed served_by(const Balancer& balancer) {
  return balancer.proxy.requests_served().at("");
}

/// What is counted of one request that a target answers like this.
RequestsServed served(Backend::Serve serve) {
  OneTarget one(std::move(serve));
  Wire wire = one.balancer.connect();
  wire.send("GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
  wire.read_all();
  return served_by(one.balancer);
}

TEST(RequestCounts, AnAnswerOfATargetIsAFailureFrom500On) {
  EXPECT_EQ(served(always("well")), (RequestsServed{1, 0}));
  EXPECT_EQ(served(once("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")),
            (RequestsServed{1, 0}));
  EXPECT_EQ(served(once("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")),
            (RequestsServed{1, 1}));
}

TEST(RequestCounts, AreKeptByTargetGroupToo) {
  const auto group = [](Backend::Serve serve) {
    OneTarget one(std::move(serve));
    Wire wire = one.balancer.connect();
    wire.send("GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
    wire.read_all();
    const auto groups = one.balancer.proxy.served_by_groups();
    return groups.size() == 1 ? groups.begin()->second : GroupServed();
  };
  EXPECT_EQ(group(always("well")), (GroupServed{1, 0}));
  EXPECT_EQ(group(once("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")),
            (GroupServed{1, 1}));
  EXPECT_EQ(group([](Wire& wire) {
              wire.read_head();
              wire.reset();
            }),
            (GroupServed{1, 0}));
}

TEST(RequestCounts, AnErrorOfTheLoadBalancersIsAFailure) {
  EXPECT_EQ(served([](Wire& wire) {
              wire.read_head();
              wire.reset();
            }),
            (RequestsServed{1, 1}));
  Balancer without_targets;
  without_targets.route();
  EXPECT_EQ(first_line(without_targets.get()), "HTTP/1.1 503 Service Temporarily Unavailable");
  EXPECT_EQ(served_by(without_targets), (RequestsServed{1, 1}));
}

TEST(RequestCounts, AnAnswerThatATargetBreaksOffIsAFailure) {
  EXPECT_EQ(served(once("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")),
            (RequestsServed{1, 1}));
  EXPECT_EQ(served(once("HTTP/1.1 500 Error\r\nContent-Length: 10\r\n\r\nhalf")),
            (RequestsServed{1, 1}));
}

TEST(RequestCounts, WhatIsNoRequestIsNotCounted) {
  Backend backend(always("well"));
  Balancer balancer;
  balancer.add_target(backend.port());
  balancer.route();
  EXPECT_EQ(first_line(balancer.ask("nonsense\r\n\r\n")), "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(served_by(balancer), (RequestsServed{0, 0}));
}

TEST(RequestCounts, OutliveTheirLoadBalancer) {
  Backend backend(always("well"));
  Balancer balancer;
  balancer.add_target(backend.port());
  balancer.route();
  EXPECT_EQ(body_of(balancer.get()), "well");
  balancer.table.listeners.clear();
  balancer.route();
  EXPECT_EQ(served_by(balancer), (RequestsServed{1, 0}));
}

}  // namespace
}  // namespace drydock::proxy::testing::request_counts_test
