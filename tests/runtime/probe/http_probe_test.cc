#include "runtime/probe/http_probe.h"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "runtime/clock/real_clock.h"
#include "runtime/clock/virtual_clock.h"
#include "tests/support/await.h"

namespace drydock::http_probe_test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;
using testing::Started;

/// A target that reads one request and answers it with these bytes.
struct Target {
  explicit Target(asio::io_context& context)
      : acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {}

  asio::awaitable<std::string> answer(std::string reply) {
    tcp::socket client = co_await acceptor.async_accept(asio::use_awaitable);
    std::string request;
    co_await asio::async_read_until(client, asio::dynamic_buffer(request), "\r\n\r\n",
                                    asio::use_awaitable);
    co_await asio::async_write(client, asio::buffer(reply), asio::use_awaitable);
    co_return request;
  }
  [[nodiscard]] ProbeRequest request() const {
    ProbeRequest request;
    request.endpoint = {"127.0.0.1", acceptor.local_endpoint().port()};
    request.host_header = "172.31.0.7:8080";
    request.path = "/health?deep=1";
    return request;
  }

  tcp::acceptor acceptor;
};

struct HttpProbeTest : ::testing::Test {
  asio::io_context context;
  RealClock clock{context.get_executor()};
  HttpProbe prober{clock, context.get_executor()};
  Target target{context};
};

TEST_F(HttpProbeTest, AsksAsALoadBalancerDoes) {
  const Started<std::string> asked(context.get_executor(),
                                   target.answer("HTTP/1.1 204 No Content\r\n\r\n"));
  const ProbeOutcome outcome = testing::await(context, prober.probe(target.request()));
  EXPECT_EQ(std::get<ProbeStatus>(outcome).code, 204);
  EXPECT_EQ(asked.value(),
            "GET /health?deep=1 HTTP/1.1\r\n"
            "Host: 172.31.0.7:8080\r\n"
            "Connection: close\r\n"
            "User-Agent: ELB-HealthChecker/2.0\r\n"
            "Accept-Encoding: gzip, compressed\r\n\r\n");
}

TEST_F(HttpProbeTest, TellsAnyStatusWithoutWaitingForTheBody) {
  const Started<std::string> asked(
      context.get_executor(),
      target.answer("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 1000000\r\n\r\n..."));
  const ProbeOutcome outcome = testing::await(context, prober.probe(target.request()));
  EXPECT_EQ(std::get<ProbeStatus>(outcome).code, 503);
}

TEST_F(HttpProbeTest, DoesNotMindWhatElseAnAnswerHas) {
  const std::string interims =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
  const std::string large_head = "X: " + std::string(15 * 1024, 'x') + "\r\n";
  for (const std::string& reply :
       {std::string("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n"),
        std::string("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n"),
        "HTTP/1.1 200 OK\r\n" + large_head + "Y" + large_head.substr(1, 12 * 1024) + "\r\n" +
            "\r\n",
        interims + "HTTP/1.1 200 OK\r\n\r\n"}) {
    const Started<std::string> asked(context.get_executor(), target.answer(reply));
    const ProbeOutcome outcome = testing::await(context, prober.probe(target.request()));
    ASSERT_TRUE(std::holds_alternative<ProbeStatus>(outcome)) << reply;
    EXPECT_EQ(std::get<ProbeStatus>(outcome).code, 200) << reply;
  }
}

TEST_F(HttpProbeTest, FailsWhereInterimAnswersDoNotEnd) {
  std::string endless;
  for (int i = 0; i < 100; ++i) endless += "HTTP/1.1 100 Continue\r\n\r\n";
  const Started<std::string> asked(context.get_executor(), target.answer(endless));
  const ProbeOutcome outcome = testing::await(context, prober.probe(target.request()));
  EXPECT_TRUE(std::holds_alternative<ProbeFailed>(outcome));
}

TEST_F(HttpProbeTest, FailsWhereNobodyListens) {
  const ProbeRequest request = target.request();
  target.acceptor.close();
  const ProbeOutcome outcome = testing::await(context, prober.probe(request));
  EXPECT_TRUE(std::holds_alternative<ProbeFailed>(outcome));
}

TEST_F(HttpProbeTest, FailsWhereTheAnswerIsNotHttpOrBreaksOff) {
  for (const char* reply : {"", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\nContent-Le"}) {
    const Started<std::string> asked(context.get_executor(), target.answer(reply));
    const ProbeOutcome outcome = testing::await(context, prober.probe(target.request()));
    EXPECT_TRUE(std::holds_alternative<ProbeFailed>(outcome)) << reply;
  }
}

TEST_F(HttpProbeTest, TimesOutByTheClockWhereNoAnswerComes) {
  VirtualClock still(context);
  HttpProbe patient(still, context.get_executor());
  ProbeRequest request = target.request();
  request.timeout = 5s;
  const Started<ProbeOutcome> probe(context.get_executor(), patient.probe(request));
  still.advance(4999ms);
  EXPECT_FALSE(probe.ended());
  still.advance(1ms);
  EXPECT_TRUE(std::holds_alternative<ProbeTimedOut>(probe.value()));
}

TEST_F(HttpProbeTest, EndsWithItsCoroutine) {
  VirtualClock still(context);
  HttpProbe patient(still, context.get_executor());
  Started<ProbeOutcome> probe(context.get_executor(), patient.probe(target.request()));
  still.settle();
  probe.cancel();
  still.settle();
  EXPECT_THROW((void)probe.value(), boost::system::system_error);
  EXPECT_FALSE(still.step()) << "its timer is gone too";
}

}  // namespace
}  // namespace drydock::http_probe_test
