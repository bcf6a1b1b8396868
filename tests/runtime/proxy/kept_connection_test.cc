// What becomes of connections to targets between two requests, and of requests on those that end.

#include <gtest/gtest.h>

#include "tests/runtime/proxy/balancer.h"

namespace drydock::proxy::testing::kept_connection_test {
namespace {

TEST(KeptConnection, AKeptConnectionThatHasGoneStaleIsReplaced) {
  OneTarget one([](Wire& wire) {
    wire.read_message();
    wire.send(ok("first"));
    // Takes the second request and breaks off: the proxy cannot know before it has sent it.
    wire.read_head();
  });
  Wire wire = one.balancer.connect();
  for (int i = 0; i < 5; ++i) {
    wire.send(request);
    ASSERT_EQ(body_of(wire.read_message()), "first");
  }
  EXPECT_EQ(one.backend.connections(), 5);
}

TEST(KeptConnection, WhatMustNotHappenTwiceIsNotRepeated) {
  std::atomic<int> posts{0};
  OneTarget one([&](Wire& wire) {
    wire.read_message();
    wire.send(ok("first"));
    if (wire.read_message().starts_with("POST")) ++posts;
  });
  EXPECT_EQ(body_of(one.balancer.get()), "first");
  EXPECT_EQ(
      first_line(one.balancer.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx")),
      "HTTP/1.1 502 Bad Gateway");
  EXPECT_EQ(posts, 1);
}

/// Asks once, so that a connection is kept, and then by this method; the target reads that, waits,
/// and ends the connection without an answer. Gives how often it was asked so.
struct Repeating {
  explicit Repeating(std::string method_name) : method(std::move(method_name)) {}

  std::string ask() {
    EXPECT_EQ(body_of(one.balancer.get()), "first");
    wire.send(method + " / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(asked.wait());
    return method;
  }

  std::string method;
  Event asked;
  Event end;
  std::atomic<int> times{0};
  OneTarget one{[this](Wire& target) {
                  const bool again = times > 0;
                  target.read_message();
                  target.send(ok("first"));
                  if (again || !target.read_message().starts_with(method + " /")) return;
                  ++times;
                  asked.set();
                  end.wait();
                },
                hurried};
  Wire wire = one.balancer.connect();
};

TEST(KeptConnection, OnlyWhatDoesNothingIsRepeated) {
  for (const char* method : {"PUT", "DELETE", "POST", "PATCH", "PURGE", "get"}) {
    Repeating repeating(method);
    repeating.ask();
    repeating.end.set();
    EXPECT_EQ(first_line(repeating.wire.read_message()), "HTTP/1.1 502 Bad Gateway") << method;
    EXPECT_EQ(repeating.times, 1) << method;
    EXPECT_EQ(repeating.one.backend.connections(), 1) << method;
  }
  for (const char* method : {"GET", "HEAD", "OPTIONS"}) {
    Repeating repeating(method);
    repeating.ask();
    repeating.end.set();
    EXPECT_EQ(first_line(repeating.wire.read_head()), "HTTP/1.1 200 OK") << method;
    EXPECT_EQ(repeating.one.backend.connections(), 2) << method;
  }
}

TEST(KeptConnection, NothingIsRepeatedLate) {
  Repeating repeating("GET");
  repeating.ask();
  repeating.one.pass_a_second();
  repeating.end.set();
  EXPECT_EQ(first_line(repeating.wire.read_message()), "HTTP/1.1 502 Bad Gateway");
  EXPECT_EQ(repeating.times, 1);
}

TEST(KeptConnection, NothingIsRepeatedOnATargetThatIsTakenAway) {
  Repeating drained("GET");
  drained.ask();
  drained.one.balancer.route_to({});
  drained.end.set();
  EXPECT_EQ(first_line(drained.wire.read_message()), "HTTP/1.1 502 Bad Gateway");
  EXPECT_EQ(drained.one.backend.connections(), 1);
  Repeating removed("GET");
  removed.ask();
  removed.one.balancer.group().targets.clear();
  removed.one.balancer.route_to({});
  EXPECT_EQ(first_line(removed.wire.read_message()), "HTTP/1.1 502 Bad Gateway");
  EXPECT_EQ(removed.one.backend.connections(), 1);
  removed.end.set();
}

/// Answers a HEAD with these bytes in two parts, and everything else rightly.
Backend::Serve babbling(std::string head, std::string rest) {
  return [head = std::move(head), rest = std::move(rest)](Wire& wire) {
    std::string asked;
    while (!(asked = wire.read_message()).empty()) {
      const bool right = !asked.starts_with("HEAD");
      if (!wire.send(right ? ok("mine") : head)) return;
      if (!right && !wire.send(rest)) return;
    }
  };
}

TEST(KeptConnection, WhatATargetSaysTooMuchReachesNobodyElse) {
  const std::string poison = ok("poison");
  const std::string length = std::to_string(poison.size());
  for (const std::string& head :
       {"HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n",
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        std::string("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n"),
        "HTTP/1.1 304 Not Modified\r\nContent-Length: " + length + "\r\n\r\n"}) {
    OneTarget one(babbling(head, poison));
    for (int i = 0; i < 20; ++i) {
      Wire asking = one.balancer.connect();
      asking.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
      ASSERT_NE(asking.read_head(), "");
      ASSERT_EQ(body_of(one.balancer.get()), "mine") << head;
    }
  }
}

TEST(KeptConnection, AnIdleConnectionWithBytesInItIsClosed) {
  for (const char* bytes : {"x", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}) {
    Event say;
    Event closed;
    OneTarget one([&](Wire& wire) {
      wire.read_message();
      wire.send(ok("a"));
      say.wait();
      wire.send(bytes);
      wire.read_all();
      closed.set();
    });
    EXPECT_EQ(body_of(one.balancer.get()), "a");
    say.set();
    EXPECT_TRUE(closed.wait()) << bytes;
  }
}

TEST(KeptConnection, WhatMustNotHappenTwiceAvoidsClosedConnections) {
  Event closed;
  OneTarget one([&](Wire& wire) {
    wire.read_message();
    wire.send(ok("a"));
    wire.close();
    closed.set();
  });
  EXPECT_EQ(body_of(one.balancer.get()), "a");
  ASSERT_TRUE(closed.wait());
  EXPECT_EQ(body_of(one.balancer.ask("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx")),
            "a");
}

}  // namespace
}  // namespace drydock::proxy::testing::kept_connection_test
