// How long things may take, and how much they may cost, when one side is slow or hostile.

#include <gtest/gtest.h>

#include <unistd.h>
#include <fstream>

#include "tests/runtime/proxy/balancer.h"

namespace drydock::proxy::testing::bounds_test {
namespace {

std::size_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST(Bounds, ATargetThatStopsReadingIs504) {
  Event over;
  OneTarget one(
      [&](Wire& wire) {
        wire.read_head();
        over.wait();
      },
      hurried);
  one.balancer.listener().idle_timeout_seconds = 1;
  one.balancer.route();
  Wire wire = one.balancer.connect();
  wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n");
  std::thread sender([&] {
    const std::string piece(64 * 1024, 'x');
    while (wire.send(piece)) {
    }
  });
  EXPECT_EQ(first_line(wire.read_head()), "HTTP/1.1 504 Gateway Time-out");
  over.set();
  sender.join();
}

TEST(Bounds, InterimAnswersPassButNotWithoutEnd) {
  const auto answering = [](int interims) {
    return [interims](Wire& wire) {
      wire.read_head();
      for (int i = 0; i < interims; ++i) wire.send("HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n");
      wire.send(ok("a"));
    };
  };
  OneTarget some(answering(2));
  Wire wire = some.balancer.connect();
  wire.send(request);
  EXPECT_EQ(wire.read_head(), "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n");
  EXPECT_EQ(wire.read_head(), "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n");
  EXPECT_EQ(body_of(wire.read_message()), "a");
  OneTarget many(answering(1000));
  Wire other = many.balancer.connect();
  other.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_NE(other.read_all().find("HTTP/1.1 502 Bad Gateway"), std::string::npos);
}

TEST(Bounds, LargeBodiesStreamInBoundedMemory) {
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
  EXPECT_LT(most, before + std::size_t{24} * 1024 * 1024);
}

TEST(Bounds, ASlowReaderHoldsTheTargetBack) {
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

TEST(Bounds, AnAnswerLastsAsLongAsItsReaderTakesSomeOfIt) {
  constexpr std::size_t total = 32 * 1024 * 1024;
  constexpr int receive_buffer = 64 * 1024;
  constexpr std::size_t piece = 200 * 1024;  // More than waits there, so some must move.
  const Backend::Serve serve = [](Wire& wire) {
    wire.read_head();
    wire.send(ok(std::string(total, 'x')));
  };
  OneTarget one(serve, hurried);
  one.balancer.listener().idle_timeout_seconds = 30;
  one.balancer.route();
  Wire wire = one.balancer.connect();
  wire.socket().set_option(boost::asio::socket_base::receive_buffer_size(receive_buffer));
  wire.send(request);
  wire.read_head();
  // So little that the kernel does not call its buffer free for more in thirty seconds.
  std::size_t read = 0;
  for (int i = 0; i < 8; ++i) {
    for (int second = 0; second < 5; ++second) one.pass_a_second();
    read += wire.read_exactly(piece).size();
  }
  read += wire.read_exactly(total - read).size();
  EXPECT_EQ(read, total);
}

TEST(Bounds, AReaderThatStopsIsCutOff) {
  Event ended;
  const Backend::Serve endless = [&](Wire& wire) {
    wire.read_head();
    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n");
    const std::string piece(64 * 1024, 'x');
    while (wire.send(piece)) {
    }
    ended.set();
  };
  OneTarget one(endless, hurried);
  one.balancer.listener().idle_timeout_seconds = 1;
  one.balancer.route();
  Wire wire = one.balancer.connect();
  wire.send(request);
  EXPECT_TRUE(ended.wait());
}

TEST(Bounds, SilenceIs504) {
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

TEST(Bounds, AClientThatTricklesIsCutOff) {
  OneTarget one(always("a"), hurried);
  one.balancer.listener().idle_timeout_seconds = 1;
  one.balancer.route();
  Wire wire = one.balancer.connect();
  wire.send("GET / HTTP/1.1\r\nX: ");
  EXPECT_TRUE(Balancer::until([&] { return !wire.send("x"); }));
}

TEST(Bounds, ClientsAreLimited) {
  OneTarget one(always("a"), {.most_clients = 2});
  Wire first = one.balancer.connect();
  first.send(request);
  EXPECT_EQ(body_of(first.read_message()), "a");
  Wire second = one.balancer.connect();
  second.send(request);
  EXPECT_EQ(body_of(second.read_message()), "a");
  EXPECT_EQ(without_date(one.balancer.connect().read_all()),
            own_answer("503 Service Temporarily Unavailable", "close"));
  first.close();
  EXPECT_TRUE(Balancer::until([&] { return body_of(one.balancer.get()) == "a"; }));
}

TEST(Bounds, WhatIsBufferedIsLimited) {
  OneTarget one(always("a"), {.most_buffered = std::size_t{40} * 1024});
  const std::string large = "X: " + std::string(15 * 1024, 'x') + "\r\n";
  EXPECT_EQ(body_of(one.balancer.ask("GET / HTTP/1.1\r\nHost: x\r\n" + large + "\r\n")), "a");
  Wire wire = one.balancer.connect();
  wire.send("GET / HTTP/1.1\r\nHost: x\r\n" + large + large + large);
  EXPECT_EQ(without_date(wire.read_all()),
            own_answer("503 Service Temporarily Unavailable", "close"));
  EXPECT_TRUE(Balancer::until([&] { return body_of(one.balancer.get()) == "a"; }));
}

TEST(Bounds, ManyHostileClientsCostLittle) {
  OneTarget one(always("a"), hurried);
  const std::size_t before = resident_bytes();
  std::vector<Wire> wires;
  const std::string start = "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(7 * 1024, 'x');
  for (int i = 0; i < 300; ++i) {
    wires.push_back(one.balancer.connect());
    ASSERT_TRUE(wires.back().send(i % 2 == 0 ? start : ""));
  }
  EXPECT_EQ(body_of(one.balancer.get()), "a");
  EXPECT_LT(resident_bytes(), before + std::size_t{20} * 1024 * 1024);
}

TEST(Bounds, AClientThatHasSleptIsServed) {
  OneTarget one(always("a"), hurried);
  Wire wire = one.balancer.connect();
  for (int i = 0; i < 3; ++i) {
    one.pass_a_second();
    wire.send(request);
    EXPECT_EQ(body_of(wire.read_message()), "a");
  }
}

TEST(Bounds, AClientThatStopsHalfwayGets408) {
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

TEST(Bounds, AClientIsLetGoWhenItsConnectionIsOldEnough) {
  OneTarget one(always("a"));
  one.balancer.listener().client_keep_alive_seconds = 0;
  one.balancer.route();
  EXPECT_NE(one.balancer.get().find("Connection: close\r\n"), std::string::npos);
}

TEST(Bounds, AnIdleClientIsLetGo) {
  OneTarget one(always("a"), hurried);
  one.balancer.listener().idle_timeout_seconds = 1;
  one.balancer.route();
  Wire wire = one.balancer.connect();
  EXPECT_EQ(wire.read_all(), "");
}

}  // namespace
}  // namespace drydock::proxy::testing::bounds_test
