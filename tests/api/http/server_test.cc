#include "api/http/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <thread>

#include "async/task_group.h"

namespace drydock::http::server_test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A server on a free port, whose routes tell what reached them, and a plain client.
class ServerTest : public ::testing::Test {
 protected:
  ServerTest()
      : server_(control_.get_executor(), {io_.get_executor()}, routes(),
                {.hosts = {"x"}, .origins = {"http://localhost:3000"}}, limits()),
        port_(server_.listen("127.0.0.1", 0)) {
    threads_.emplace_back([this] { control_.run(); });
    threads_.emplace_back([this] { io_.run(); });
  }

  ~ServerTest() override {
    asio::post(control_, [this] { ending_.spawn("stop", server_.stop()); });
    control_work_.reset();
    threads_[0].join();
    io_work_.reset();
    threads_[1].join();
  }

  static Limits limits() {
    Limits limits;
    limits.api_body_bytes = 100'000;
    limits.header_bytes = 4000;
    limits.bytes_in_flight = 150'000;
    limits.connections = 8;
    limits.stall_seconds = 1;
    return limits;
  }

  Routes routes() {
    Routes routes;
    routes.now = [] { return TimePoint(std::chrono::seconds(784111777)); };
    routes.api_now = [this](const Call& call) -> std::optional<Answer> {
      ++calls_;
      if (call.header["X-Later"] == "yes") return std::nullopt;
      if (call.header["X-Large"] == "yes") {
        return Answer{200, "text/plain", std::string(200'000, 'l'), {}};
      }
      return Answer{200, "text/plain", "now:" + std::string(call.body), {}};
    };
    routes.api = [](const Call& call) -> asio::awaitable<Answer> {
      co_return Answer{200, "text/plain", "later:" + std::string(call.body), {}};
    };
    routes.control = [this](const Call& call) {
      ++calls_;
      return tell_target(call);
    };
    routes.registry = [](Exchange& exchange) { return registry(exchange); };
    routes.is_settled = [this] { return settled_.load(); };
    routes.settle = [this] { return settle(); };
    routes.is_load_balancer = [](std::string_view host) { return host == "lb.test"; };
    routes.balance = [this](Connection::Released released, const std::string& host) {
      tcp::socket socket(control_, released.protocol, released.handle);
      asio::write(socket, asio::buffer("balanced " + host + "\n" + released.bytes));
    };
    return routes;
  }

  /// As a commit that takes its time: it ends once the control thread has nothing else to do.
  asio::awaitable<void> settle() {
    ++waits_;
    co_await asio::post(asio::use_awaitable);
    settled_ = true;
  }

  static asio::awaitable<Answer> tell_target(const Call& call) {
    co_return Answer{200, "text/plain", std::string(call.header.target()), {}};
  }

  static asio::awaitable<void> registry(Exchange& exchange) {
    std::size_t total = 0;
    std::string piece(4096, '\0');
    if (exchange.request().target() != "/v2/unread") {
      while (const std::size_t count = co_await exchange.read_some(piece)) total += count;
    }
    ResponseHeader header;
    header.result(200);
    const std::string body = "registry read " + std::to_string(total);
    co_await exchange.begin(std::move(header), body.size());
    co_await exchange.write(body);
  }

  /// Sends the bytes and gives all that comes back until the server closes the connection.
  std::string exchange(std::string_view bytes) {
    tcp::socket socket = connect();
    asio::write(socket, asio::buffer(bytes));
    return rest_of(socket);
  }

  /// Sends the bytes, ends the sending, and gives all that comes back.
  std::string half_close(std::string_view bytes) {
    tcp::socket socket = connect();
    asio::write(socket, asio::buffer(bytes));
    socket.shutdown(tcp::socket::shutdown_send);
    return rest_of(socket);
  }

  tcp::socket connect() {
    tcp::socket socket(client_);
    socket.connect({asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port_)});
    return socket;
  }

  static std::string rest_of(tcp::socket& socket) {
    std::string answer;
    boost::system::error_code error;
    asio::read(socket, asio::dynamic_buffer(answer), error);
    EXPECT_EQ(error, asio::error::eof);
    return answer;
  }

  /// How many requests have reached a handler, once all that was sent has been dealt with.
  int calls_after_another() {
    exchange("GET /_drydock/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    return calls_ - 1;
  }

  std::atomic<int> calls_ = 0;
  std::atomic<bool> settled_ = true;
  std::atomic<int> waits_ = 0;
  asio::io_context client_;
  asio::io_context control_;
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> control_work_{control_.get_executor()};
  asio::executor_work_guard<asio::io_context::executor_type> io_work_{io_.get_executor()};
  TaskGroup ending_{control_.get_executor()};
  Server server_;
  int port_;
  std::vector<std::thread> threads_;
};

std::string body_of(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

TEST_F(ServerTest, AnswersAnApiRequestWithItsBody) {
  EXPECT_EQ(
      exchange("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"),
      "HTTP/1.1 200 OK\r\nServer: drydock\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
      "Content-Type: text/plain\r\n"
      "Content-Length: 9\r\nConnection: close\r\n\r\nnow:hello");
}

TEST_F(ServerTest, WaitsForAnAnswerThatIsNotThereAtOnce) {
  EXPECT_EQ(body_of(exchange("POST / HTTP/1.1\r\nHost: x\r\nX-Later: yes\r\nConnection: close\r\n"
                             "Content-Length: 2\r\n\r\nhi")),
            "later:hi");
}

TEST_F(ServerTest, ShowsABrowserItsOwnPageAndAnswersSignedCallsThere) {
  const std::string get = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
  EXPECT_EQ(body_of(exchange(get + "\r\n")), "/");
  EXPECT_EQ(body_of(exchange(get + "Authorization: AWS4-HMAC-SHA256 x\r\n\r\n")), "now:");
}

TEST_F(ServerTest, ReadsAChunkedBody) {
  EXPECT_EQ(body_of(exchange("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                             "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")),
            "later:abcde");
}

TEST_F(ServerTest, AnswersRequestsThatComeTogetherInTheirOrder) {
  const std::string answers = exchange(
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na"
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: close\r\n\r\nb");
  const std::size_t first = answers.find("now:a");
  const std::size_t second = answers.find("now:b");
  ASSERT_NE(first, std::string::npos);
  ASSERT_NE(second, std::string::npos);
  EXPECT_LT(first, second);
}

TEST_F(ServerTest, AnswersOnceWhatItTellsOfIsSettled) {
  const std::string close = "Host: x\r\nConnection: close\r\n";
  const std::string later = "POST / HTTP/1.1\r\nX-Later: yes\r\n" + close + "\r\n";
  for (const std::string& request :
       {"POST / HTTP/1.1\r\n" + close + "\r\n", later,
        "GET /_drydock/health HTTP/1.1\r\n" + close + "\r\n",
        "GET /v2/x HTTP/1.1\r\n" + close + "\r\n",
        "POST / HTTP/1.1\r\n" + close + "Content-Length: 50000\r\n\r\n" +
            std::string(50'000, 'x')}) {
    waits_ = 0;
    settled_ = false;
    EXPECT_EQ(exchange(request).substr(0, 12), "HTTP/1.1 200") << request;
    EXPECT_EQ(waits_, 1) << request;
    EXPECT_TRUE(settled_) << request;
  }
  waits_ = 0;
  exchange(later);
  EXPECT_EQ(waits_, 0) << "what is settled is not waited for";
}

TEST_F(ServerTest, MovesARegistryConnectionWithTheBytesAlreadyRead) {
  EXPECT_EQ(body_of(exchange("PATCH /v2/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                             "Content-Length: 7\r\n\r\n1234567")),
            "registry read 7");
}

TEST_F(ServerTest, ClosesAfterABodyThatTheHandlerDidNotRead) {
  EXPECT_EQ(body_of(exchange("PUT /v2/unread HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")),
            "registry read 0");
}

TEST_F(ServerTest, AnswersAnApiCallOnAConnectionThatServedTheRegistry) {
  const std::string answers = exchange(
      "GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n"
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nConnection: close\r\n\r\nz");
  EXPECT_EQ(body_of(body_of(answers)), "later:z");
}

TEST_F(ServerTest, GivesALoadBalancersConnectionAwayWithItsBytes) {
  EXPECT_EQ(
      exchange("POST /p HTTP/1.1\r\nHost: lb.test:80\r\nContent-Length: 2\r\n\r\nhi"),
      "balanced lb.test\nPOST /p HTTP/1.1\r\nHost: lb.test:80\r\nContent-Length: 2\r\n\r\nhi");
}

TEST_F(ServerTest, RefusesABodyOverTheLimit) {
  EXPECT_TRUE(exchange("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n")
                  .starts_with("HTTP/1.1 413 "));
}

TEST_F(ServerTest, RefusesAHeaderOverTheLimit) {
  const std::string request =
      "GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + std::string(5000, 'x') + "\r\n\r\n";
  EXPECT_TRUE(exchange(request).starts_with("HTTP/1.1 431 "));
}

TEST_F(ServerTest, AnswersWhatIsNotHttp) {
  EXPECT_TRUE(exchange("\x16\x03\x01 hello\r\n\r\n").starts_with("HTTP/1.1 400 "));
}

TEST_F(ServerTest, ToldToContinueAClientSendsItsBody) {
  const std::string answer = exchange(
      "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\n"
      "Content-Length: 2\r\n\r\nok");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"));
}

/// What a broken body hides: were it read as a request, it would be one more call.
const std::string hidden =
    "POST /_drydock/reset HTTP/1.1\r\nHost: x\r\nX-Drydock: 1\r\nContent-Length: 0\r\n\r\n";

std::string sized(std::size_t told, const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(told) + "\r\n\r\n" +
         body;
}

std::string chunked(const std::string& body) {
  return "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body;
}

TEST_F(ServerTest, NeverTakesTheRestOfABrokenBodyForARequest) {
  struct Row {
    std::string what;
    std::string request;
  };
  const std::vector<Row> rows{
      {"a body shorter than told", sized(hidden.size() + 1, hidden)},
      {"a large body shorter than told", sized(90'000, hidden)},
      {"a chunk that breaks off", chunked("ffff\r\n" + hidden)},
      {"chunks without a last one", chunked("5\r\nhello\r\n")},
      {"no chunk size at all", chunked(hidden)},
      {"a chunk size beyond 64 bits", chunked("fffffffffffffffff\r\n" + hidden)},
      {"a chunk that is longer than told", chunked("1\r\n" + hidden)},
      {"a chunk extension that is none", chunked("1 x\r\n" + hidden)},
      {"a registry's body shorter than told",
       "PUT /v2/x HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n" + hidden},
      {"a registry's bad chunk",
       "PUT /v2/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n" + hidden},
  };
  for (const Row& row : rows) {
    calls_ = 0;
    EXPECT_TRUE(half_close(row.request).starts_with("HTTP/1.1 400 ")) << row.what;
    EXPECT_EQ(calls_after_another(), 0) << row.what;
  }
}

TEST_F(ServerTest, ForgetsAConnectionThatIsResetInItsBody) {
  calls_ = 0;
  {
    tcp::socket socket = connect();
    asio::write(socket, asio::buffer(sized(hidden.size() + 1, hidden)));
    socket.set_option(asio::socket_base::linger(true, 0));
  }
  EXPECT_EQ(calls_after_another(), 0);
}

TEST_F(ServerTest, TellsAClientThatStallsInItsBody) {
  calls_ = 0;
  tcp::socket socket = connect();
  asio::write(socket, asio::buffer(sized(hidden.size() + 1, hidden)));
  EXPECT_TRUE(rest_of(socket).starts_with("HTTP/1.1 408 "));
  EXPECT_EQ(calls_after_another(), 0);
}

TEST_F(ServerTest, AnswersAClientThatEndsItsSendingAfterAWholeRequest) {
  EXPECT_EQ(body_of(half_close(sized(5, "hello"))), "now:hello");
}

TEST_F(ServerTest, RefusesWhatTwoReadersCouldReadDifferently) {
  const std::vector<std::string> heads{
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 05\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
      "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
  };
  for (const std::string& head : heads) {
    calls_ = 0;
    EXPECT_TRUE(half_close(head + hidden).starts_with("HTTP/1.1 400 ")) << head;
    EXPECT_EQ(calls_after_another(), 0) << head;
  }
}

TEST_F(ServerTest, SaysNoToABodyBeforeItSaysContinue) {
  const std::string answer = half_close(
      "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 100001\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
}

TEST_F(ServerTest, BoundsTheBodyThatComesInChunks) {
  std::string body;
  for (int i = 0; i < 11; ++i) body += "2710\r\n" + std::string(10'000, 'c') + "\r\n";
  EXPECT_TRUE(exchange(chunked(body)).starts_with("HTTP/1.1 413 "));
  EXPECT_TRUE(exchange(chunked("1;" + std::string(300'000, 'e'))).starts_with("HTTP/1.1 400 "));
}

TEST_F(ServerTest, ReadsALargeBodyOnAnIoThread) {
  const std::string body(90'000, 'b');
  const std::string answers = half_close(sized(body.size(), body) + sized(1, "c"));
  EXPECT_NE(answers.find("later:" + body), std::string::npos);
  EXPECT_TRUE(answers.ends_with("later:c"));
}

TEST_F(ServerTest, BoundsTheBytesOfAllBodiesTogether) {
  // Told to continue, the first has its memory already.
  tcp::socket first = connect();
  asio::write(first,
              asio::buffer(std::string("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                                       "Content-Length: 70000\r\n\r\n")));
  std::string told(25, '\0');
  asio::read(first, asio::buffer(told));
  EXPECT_EQ(told, "HTTP/1.1 100 Continue\r\n\r\n");
  const std::string refused = half_close(sized(100'000, std::string(100'000, 'b')));
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 503 ")) << refused.substr(0, 100);
  EXPECT_NE(refused.find("as many bytes of requests"), std::string::npos);
  asio::write(first, asio::buffer(std::string(70'000, 'a')));
  first.shutdown(tcp::socket::shutdown_send);
  EXPECT_TRUE(rest_of(first).starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(half_close(sized(100'000, std::string(100'000, 'c'))).starts_with("HTTP/1.1 200 "));
}

TEST_F(ServerTest, BoundsTheBytesOfAnAnswer) {
  EXPECT_TRUE(half_close("POST / HTTP/1.1\r\nHost: x\r\nX-Large: yes\r\n\r\n")
                  .starts_with("HTTP/1.1 503 "));
}

TEST_F(ServerTest, TurnsAwayConnectionsBeyondTheLimit) {
  std::vector<tcp::socket> idle;
  for (int i = 0; i < 8; ++i) {
    idle.push_back(connect());
    // Answered once, so known to be counted.
    asio::write(idle.back(), asio::buffer(sized(0, "")));
    std::string answer(12, '\0');
    asio::read(idle.back(), asio::buffer(answer));
    EXPECT_EQ(answer, "HTTP/1.1 200");
  }
  const std::string refused = exchange(sized(0, ""));
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 503 "));
  EXPECT_NE(refused.find("as many connections as it takes, 8"), std::string::npos);
}

TEST_F(ServerTest, KeepsAnHttp10ConnectionOnlyWhereItSaysSo) {
  const std::string once = exchange("GET / HTTP/1.0\r\n\r\n");
  EXPECT_NE(once.find("\r\nConnection: close\r\n"), std::string::npos);
  const std::string kept =
      half_close("GET / HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_NE(kept.find("\r\nConnection: keep-alive\r\n"), std::string::npos);
}

TEST_F(ServerTest, AnswersHeadAsGetWithoutTheBody) {
  for (const std::string target : {"/", "/_drydock/health", "/v2/"}) {
    const std::string tail = target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    const std::string get = exchange("GET " + tail);
    const std::string head = exchange("HEAD " + tail);
    EXPECT_EQ(head, get.substr(0, get.find("\r\n\r\n") + 4)) << target;
  }
}

TEST_F(ServerTest, TakesATargetInAbsoluteForm) {
  const auto ask = [&](const std::string& target) {
    return exchange("GET " + target + " HTTP/1.1\r\nHost: other.test\r\nConnection: close\r\n\r\n");
  };
  EXPECT_EQ(body_of(ask("http://localhost:4566/_drydock/health?x")), "/_drydock/health?x");
  EXPECT_EQ(body_of(ask("HTTP://x")), "/");
  EXPECT_TRUE(ask("http://LB.test./p?q").starts_with("balanced lb.test\nGET /p?q HTTP/1.1\r\n"));
}

TEST_F(ServerTest, FindsTheLoadBalancerOfEachRequest) {
  const std::string answers =
      exchange(sized(1, "a") + "GET /p HTTP/1.1\r\nHost: LB.Test.:80\r\n\r\n");
  EXPECT_NE(answers.find("now:abalanced lb.test\nGET /p "), std::string::npos) << answers;
  const std::string from_io =
      exchange("GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\nGET /p HTTP/1.1\r\nHost: lb.test\r\n\r\n");
  EXPECT_NE(from_io.find("balanced lb.test\nGET /p "), std::string::npos) << from_io;
}

TEST_F(ServerTest, KeepsWebPagesOutAndLetsTrustedOnesIn) {
  const std::string foreign =
      "POST / HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\nContent-Length: 0\r\n\r\n";
  calls_ = 0;
  EXPECT_TRUE(half_close(foreign).starts_with("HTTP/1.1 403 "));
  EXPECT_TRUE(
      half_close("GET / HTTP/1.1\r\nHost: rebound.example\r\n\r\n").starts_with("HTTP/1.1 403 "));
  EXPECT_EQ(calls_after_another(), 0);
  const std::string trusted = half_close(
      "POST / HTTP/1.1\r\nHost: x\r\nOrigin: http://localhost:3000\r\nContent-Length: 1\r\n\r\nt");
  EXPECT_NE(trusted.find("\r\nAccess-Control-Allow-Origin: http://localhost:3000\r\n"),
            std::string::npos);
  EXPECT_NE(trusted.find(" smithy-protocol, x-amzn-query-error, "), std::string::npos);
  EXPECT_EQ(body_of(trusted), "now:t");
}

TEST_F(ServerTest, TellsABrowserThatATrustedPageMayCall) {
  const std::string answer = half_close(
      "OPTIONS / HTTP/1.1\r\nHost: x\r\nOrigin: http://localhost:3000\r\n"
      "Access-Control-Request-Method: POST\r\n"
      "Access-Control-Request-Headers: authorization,x-amz-target\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 204 ")) << answer;
  EXPECT_NE(answer.find("\r\nAccess-Control-Allow-Headers: authorization,x-amz-target\r\n"),
            std::string::npos);
}

}  // namespace
}  // namespace drydock::http::server_test
