// What passes through the proxy, byte for byte, and what it says when something breaks.

#include <gtest/gtest.h>

#include <unistd.h>
#include <fstream>
#include <regex>

#include "tests/runtime/proxy/balancer.h"

namespace drydock::proxy::testing {
namespace {

const std::string request = "GET / HTTP/1.1\r\nHost: shop\r\n\r\n";
/// A second of drydock's time is 40 ms of the machine's.
const Proxy::Options hurried{.host = "127.0.0.1", .io_threads = 1, .speed = 25};

/// A balancer before one target.
class OneTarget {
 public:
  explicit OneTarget(Backend::Serve serve, Proxy::Options options = {})
      : backend(std::move(serve)), balancer(std::move(options)) {
    balancer.add_target(backend.port());
    balancer.route();
  }
  Backend backend;
  Balancer balancer;
};

std::string page(const std::string& title) {
  return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
         "</h1></center>\r\n</body>\r\n</html>\r\n";
}

/// The head of an answer of the load balancer's own, with its date left out.
std::string without_date(const std::string& message) {
  return std::regex_replace(message, std::regex("Date: [^\r]*\r\n"), "");
}

std::string own_answer(const std::string& title, const std::string& connection = "keep-alive") {
  return "HTTP/1.1 " + title + "\r\nServer: awselb/2.0\r\nContent-Type: text/html\r\n" +
         "Content-Length: " + std::to_string(page(title).size()) + "\r\nConnection: " + connection +
         "\r\n\r\n" + page(title);
}

/// The port of nobody.
int dead_port() {
  Backend gone(always(""));
  return gone.port();
}

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
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
  EXPECT_TRUE(std::regex_match(
      seen, std::regex("POST /p\\?q=1 HTTP/1.1\r\nX-Forwarded-For: 127.0.0.1\r\n"
                       "X-Forwarded-Proto: http\r\nX-Forwarded-Port: 0\r\nHost: shop:0\r\n"
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

TEST(Exchange, LargeBodiesStreamInBoundedMemory) {
  constexpr std::size_t piece_size = 64 * 1024;
  constexpr std::size_t pieces = 1024;
  const std::string length = std::to_string(pieces * piece_size);
  const std::string piece(piece_size, 'x');
  std::size_t most = 0;
  OneTarget one([&](Wire& wire) {
    wire.read_head();
    wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
    std::string some(piece_size, ' ');
    for (std::size_t left = pieces * piece_size; left > 0;) {
      const std::size_t size = wire.read_some(some);
      if (size == 0) return;
      most = std::max(most, resident_bytes());
      wire.send(std::string_view(some).substr(0, size));
      left -= size;
    }
  });
  const std::size_t before = resident_bytes();
  Wire wire = one.balancer.connect();
  std::thread sender([&] {
    wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n");
    for (std::size_t i = 0; i < pieces; ++i) wire.send(piece);
  });
  EXPECT_EQ(first_line(wire.read_head()), "HTTP/1.1 200 OK");
  std::string some(piece_size, ' ');
  std::size_t right = 0;
  while (right < pieces * piece_size) {
    const std::size_t size = wire.read_some(some);
    if (size == 0 || some.find_first_not_of('x') < size) break;
    right += size;
  }
  sender.join();
  EXPECT_EQ(right, pieces * piece_size);
  EXPECT_LT(most - before, std::size_t{24} * 1024 * 1024);
}

TEST(Exchange, ASlowReaderHoldsTheTargetBack) {
  std::atomic<std::size_t> sent{0};
  constexpr std::size_t total = 64 * 1024 * 1024;
  OneTarget one([&](Wire& wire) {
    wire.read_head();
    wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(total) + "\r\n\r\n");
    const std::string piece(64 * 1024, 'x');
    while (sent < total && wire.send(piece)) sent += piece.size();
  });
  Wire wire = one.balancer.connect();
  wire.send(request);
  wire.read_head();
  wire.read_exactly(total / 2);
  // What lies between the two ends: the kernel's buffers and the proxy's.
  EXPECT_LT(sent, total / 2 + 24 * 1024 * 1024);
  EXPECT_EQ(wire.read_exactly(total / 2).size(), total / 2);
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

TEST(Exchange, SilenceIs504) {
  OneTarget one(
      [](Wire& wire) {
        wire.read_head();
        wire.ended();
      },
      hurried);
  one.balancer.listener().idle_timeout_seconds = 1;
  one.balancer.route();
  EXPECT_EQ(without_date(one.balancer.get()), own_answer("504 Gateway Time-out"));
}

TEST(Exchange, ACutOffAnswerIsCutOff) {
  OneTarget one(once("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"));
  Wire wire = one.balancer.connect();
  wire.send(request);
  EXPECT_EQ(body_of(wire.read_all()), "half");
}

TEST(Exchange, AKeptConnectionThatHasGoneStaleIsReplaced) {
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

TEST(Exchange, WhatMustNotHappenTwiceIsNotRepeated) {
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

TEST(Exchange, WhatMustNotHappenTwiceAvoidsClosedConnections) {
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
  wire.close();
  EXPECT_TRUE(gone.wait());
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

TEST(Exchange, AClientThatStopsHalfwayGets408) {
  OneTarget one(always("a"), hurried);
  one.balancer.listener().idle_timeout_seconds = 1;
  one.balancer.route();
  Wire wire = one.balancer.connect();
  wire.send("GET / HTTP/1.1\r\nHo");
  EXPECT_EQ(without_date(wire.read_all()), own_answer("408 Request Timeout", "close"));
  Wire body = one.balancer.connect();
  body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf");
  EXPECT_EQ(without_date(body.read_all()), own_answer("408 Request Timeout", "close"));
}

TEST(Exchange, AnIdleClientIsLetGo) {
  OneTarget one(always("a"), hurried);
  one.balancer.listener().idle_timeout_seconds = 1;
  one.balancer.route();
  Wire wire = one.balancer.connect();
  EXPECT_EQ(wire.read_all(), "");
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
}

}  // namespace
}  // namespace drydock::proxy::testing
