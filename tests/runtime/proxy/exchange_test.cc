// What passes through the proxy, byte for byte, and what it says when something breaks.

#include <gtest/gtest.h>

#include <regex>

#include "tests/runtime/proxy/balancer.h"

namespace drydock::proxy::testing::exchange_test {
namespace {

/// The port of nobody.
int dead_port() {
  Backend gone(always(""));
  return gone.port();
}

TEST(Exchange, TheTargetSeesWhoAsked) {
  std::string seen;
  OneTarget one([&](Wire& wire) {
    seen = wire.read_message();
    wire.send(ok("a"));
  });
  const std::string answer =
      one.balancer.ask("POST /p?q=1 HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_EQ(body_of(answer), "a");
  const std::string port = std::to_string(one.balancer.port());
  EXPECT_TRUE(
      std::regex_match(seen, std::regex("POST /p\\?q=1 HTTP/1.1\r\nX-Forwarded-For: 127.0.0.1\r\n"
                                        "X-Forwarded-Proto: http\r\nX-Forwarded-Port: " +
                                        port + "\r\nHost: shop:" + port +
                                        "\r\n"
                                        "X-Amzn-Trace-Id: Root=1-[0-9a-f]{8}-[0-9a-f]{24}\r\n"
                                        "Content-Length: 2\r\n\r\nhi")))
      << seen;
}

TEST(Exchange, TheClientSeesTheTargetsAnswer) {
  OneTarget one(once("HTTP/1.1 201 Made\r\nserver: app\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok"));
  EXPECT_EQ(one.balancer.get(),
            "HTTP/1.1 201 Made\r\nserver: app\r\nX-A: 1\r\nContent-Length: 2\r\n"
            "Connection: keep-alive\r\n\r\nok");
}

TEST(Exchange, RequestsMayComeBeforeTheAnswers) {
  OneTarget one(always("a"));
  Wire wire = one.balancer.connect();
  wire.send(request + request + "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string kept = wire.read_message();
  EXPECT_EQ(body_of(kept), "a");
  EXPECT_EQ(wire.read_message(), kept);
  EXPECT_EQ(body_of(wire.read_all()), "a");
}

TEST(Exchange, ARequestMayComeByteByByte) {
  OneTarget one(always("a"));
  Wire wire = one.balancer.connect();
  const std::string text = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
  for (const char c : text) ASSERT_TRUE(wire.send({&c, 1}));
  EXPECT_EQ(body_of(wire.read_message()), "a");
}

TEST(Exchange, ChunksPassAsTheyAre) {
  std::string seen;
  OneTarget one([&](Wire& wire) {
    wire.read_head();
    seen = wire.read_until("0\r\n\r\n");
    wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: 1\r\n\r\n");
  });
  Wire wire = one.balancer.connect();
  wire.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;e=1\r\nhel");
  wire.send("lo\r\n0\r\n\r\n");
  EXPECT_EQ(wire.read_head(),
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(wire.read_until("T: 1\r\n\r\n"), "3\r\nabc\r\n0\r\nT: 1\r\n\r\n");
  EXPECT_EQ(seen, "5;e=1\r\nhello\r\n0\r\n\r\n");
}

TEST(Exchange, AnOldClientGetsNoChunks) {
  OneTarget one(once(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
  Wire wire = one.balancer.connect();
  wire.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(wire.read_all(), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcde");
}

TEST(Exchange, AnAnswerMayEndWithItsConnection) {
  OneTarget one(once("HTTP/1.1 200 OK\r\n\r\nall of it"));
  Wire wire = one.balancer.connect();
  wire.send(request);
  EXPECT_EQ(wire.read_all(), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it");
}

TEST(Exchange, AnswersWithoutABodyHaveNone) {
  OneTarget one([](Wire& wire) {
    for (const char* answer : {"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
                               "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
                               "HTTP/1.1 204 No Content\r\n\r\n"}) {
      wire.read_message();
      wire.send(answer);
    }
  });
  Wire wire = one.balancer.connect();
  wire.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(wire.read_head(),
            "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: keep-alive\r\n\r\n");
  wire.send(request);
  EXPECT_EQ(first_line(wire.read_head()), "HTTP/1.1 304 Not Modified");
  wire.send(request);
  EXPECT_EQ(wire.read_head(), "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(one.backend.connections(), 1);
}

TEST(Exchange, AClientThatWaitsToContinueIsToldTo) {
  OneTarget one([](Wire& wire) {
    const std::string head = wire.read_head();
    if (head.find("Expect: 100-continue") == std::string::npos) return;
    wire.send("HTTP/1.1 100 Continue\r\n\r\n");
    wire.send(ok(wire.read_exactly(5)));
  });
  Wire wire = one.balancer.connect();
  wire.send("PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(wire.read_head(), "HTTP/1.1 100 Continue\r\n\r\n");
  wire.send("hello");
  EXPECT_EQ(body_of(wire.read_message()), "hello");
}

TEST(Exchange, ASilentTargetLeavesItToTheBalancerToContinue) {
  OneTarget one(
      [](Wire& wire) {
        wire.read_head();
        const std::string body = wire.read_exactly(5);
        // Its own word comes late: the client has gone on already.
        wire.send("HTTP/1.1 100 Continue\r\n\r\n" + ok(body));
      },
      hurried);
  Wire wire = one.balancer.connect();
  wire.send("PUT / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(wire.read_head(), "HTTP/1.1 100 Continue\r\n\r\n");
  wire.send("hello");
  const std::string answer = wire.read_message();
  EXPECT_EQ(first_line(answer), "HTTP/1.1 200 OK");
  EXPECT_EQ(body_of(answer), "hello");
}

TEST(Exchange, AnAnswerMayComeBeforeTheWholeRequest) {
  OneTarget one([](Wire& wire) {
    wire.read_head();
    wire.send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  Wire wire = one.balancer.connect();
  wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\nstart");
  EXPECT_EQ(wire.read_head(),
            "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(wire.ended());
}

TEST(Exchange, AWebSocketIsATunnel) {
  std::string head;
  OneTarget one([&](Wire& wire) {
    head = wire.read_head();
    wire.send(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Accept: k\r\n\r\nhello");
    wire.send(wire.read_exactly(4));
    wire.read_all();
    wire.send("bye");
  });
  Wire wire = one.balancer.connect();
  wire.send(
      "GET /chat HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Key: k\r\n\r\nearl");
  EXPECT_EQ(wire.read_head(),
            "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: k\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  EXPECT_NE(head.find("Connection: Upgrade\r\nUpgrade: websocket\r\n"), std::string::npos);
  EXPECT_EQ(wire.read_exactly(9), "helloearl");
  wire.end_sending();
  EXPECT_EQ(wire.read_all(), "bye");
}

TEST(Exchange, NoTargetIs503) {
  Balancer balancer;
  balancer.route();
  EXPECT_EQ(without_date(balancer.get()), own_answer("503 Service Temporarily Unavailable"));
}

TEST(Exchange, ARefusedConnectionIs502) {
  Balancer balancer;
  balancer.add_target(dead_port());
  balancer.route();
  Wire wire = balancer.connect();
  wire.send(request);
  EXPECT_EQ(without_date(wire.read_message()), own_answer("502 Bad Gateway"));
  wire.send(request);
  EXPECT_EQ(without_date(wire.read_message()), own_answer("502 Bad Gateway"));
}

TEST(Exchange, ABrokenAnswerIs502) {
  for (const char* answer :
       {"", "nonsense\r\n\r\n", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"}) {
    OneTarget one(once(answer));
    EXPECT_EQ(without_date(one.balancer.get()), own_answer("502 Bad Gateway")) << answer;
  }
}

TEST(Exchange, AResetByTheTargetIs502) {
  OneTarget one([](Wire& wire) {
    wire.read_head();
    wire.reset();
  });
  EXPECT_EQ(first_line(one.balancer.get()), "HTTP/1.1 502 Bad Gateway");
}

TEST(Exchange, ACutOffAnswerIsCutOff) {
  OneTarget one(once("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
  Wire wire = one.balancer.connect();
  wire.send(request);
  EXPECT_EQ(body_of(wire.read_all()), "half");
}

TEST(Exchange, AClientThatGoesAwayTakesItsRequestAlong) {
  Event asked;
  Event gone;
  OneTarget one([&](Wire& wire) {
    wire.read_head();
    asked.set();
    if (wire.ended()) gone.set();
  });
  Wire wire = one.balancer.connect();
  wire.send(request);
  ASSERT_TRUE(asked.wait());
  // To close would not do: that looks like the end of sending, after which answers are read.
  wire.reset();
  EXPECT_TRUE(gone.wait());
}

TEST(Exchange, AClientThatEndsItsSendingGetsItsAnswer) {
  Event answer;
  OneTarget one(
      [&](Wire& wire) {
        wire.read_head();
        answer.wait();
        wire.send(ok("late"));
      },
      hurried);
  Wire wire = one.balancer.connect();
  wire.send(request);
  wire.end_sending();
  one.pass_a_second();
  answer.set();
  EXPECT_EQ(body_of(wire.read_all()), "late");
}

TEST(Exchange, AnEmptyLineAfterABodyIsPassedOver) {
  OneTarget one(always("a"));
  Wire wire = one.balancer.connect();
  wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi\r\n" + request);
  EXPECT_EQ(body_of(wire.read_message()), "a");
  EXPECT_EQ(body_of(wire.read_message()), "a");
}

TEST(Exchange, AnAnswerNeedsNoReason) {
  OneTarget one(once("HTTP/1.1 404\r\nContent-Length: 2\r\n\r\nno"));
  EXPECT_EQ(one.balancer.get(),
            "HTTP/1.1 404 \r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nno");
}

TEST(Exchange, TooManyForwardedForAddressesAre463) {
  OneTarget one(always("a"));
  std::string list = "10.0.0.1";
  for (int i = 0; i < 30; ++i) list += ", 10.0.0.1";
  Wire wire = one.balancer.connect();
  wire.send("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + list + "\r\n\r\n");
  EXPECT_TRUE(wire.read_head().starts_with("HTTP/1.1 463 "));
  EXPECT_EQ(one.backend.connections(), 0);
}

TEST(Exchange, SmugglingIsRefusedBeforeAnyTargetSeesIt) {
  OneTarget one(always("a"));
  for (const char* text :
       {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
        "0\r\n\r\nGET /admin HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\n\nGET / "
        "HTTP/1.1\r\n"}) {
    Wire wire = one.balancer.connect();
    wire.send(text);
    EXPECT_EQ(without_date(wire.read_all()), own_answer("400 Bad Request", "close")) << text;
  }
  EXPECT_EQ(one.backend.connections(), 0);
}

TEST(Exchange, BadChunksEndTheRequest) {
  OneTarget one([](Wire& wire) { wire.read_all(); });
  Wire wire = one.balancer.connect();
  wire.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  wire.send("oh\r\n");
  EXPECT_EQ(without_date(wire.read_all()), own_answer("400 Bad Request", "close"));
}

TEST(Exchange, NonsenseIs400AndTraceIs405) {
  OneTarget one(always("a"));
  EXPECT_EQ(without_date(one.balancer.ask("nonsense\r\n\r\n")),
            own_answer("400 Bad Request", "close"));
  EXPECT_EQ(without_date(one.balancer.ask("TRACE / HTTP/1.1\r\nHost: x\r\n\r\n")),
            own_answer("405 Method Not Allowed"));
}

TEST(Exchange, AFixedResponseNeedsNoTarget) {
  Balancer balancer;
  balancer.listener().rules[0].action =
      elb::FixedResponse{404, "text/plain; charset=utf-8", "not here"};
  balancer.route();
  EXPECT_EQ(without_date(balancer.get()),
            "HTTP/1.1 404 Not Found\r\nServer: awselb/2.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 8\r\n"
            "Connection: keep-alive\r\n\r\nnot here");
}

TEST(Exchange, ARedirectTellsWhere) {
  Balancer balancer;
  elb::Redirect redirect;
  redirect.status = 301;
  redirect.protocol = "HTTPS";
  redirect.port = "443";
  balancer.listener().rules[0].action = redirect;
  balancer.route();
  const std::string answer = balancer.get("/a?b");
  EXPECT_EQ(first_line(answer), "HTTP/1.1 301 Moved Permanently");
  EXPECT_NE(answer.find("\r\nLocation: https://shop:443/a?b\r\n"), std::string::npos);
  EXPECT_EQ(body_of(answer), page("301 Moved Permanently"));
  redirect.protocol = "#{protocol}";
  redirect.port = "#{port}";
  balancer.listener().rules[0].action = redirect;
  balancer.route();
  EXPECT_NE(balancer.get("/").find("\r\nLocation: http://shop:" + std::to_string(balancer.port()) +
                                   "/\r\n"),
            std::string::npos);
}

}  // namespace
}  // namespace drydock::proxy::testing::exchange_test
