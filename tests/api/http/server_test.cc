#include "api/http/server.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <thread>

#include "async/task_group.h"

namespace drydock::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A server on a free port, whose routes tell what reached them, and a plain client.
class ServerTest : public testing::Test {
 protected:
  ServerTest()
      : server_(control_.get_executor(), {io_.get_executor()}, routes(), limits()),
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
    limits.api_body_bytes = 1000;
    limits.header_bytes = 4000;
    return limits;
  }

  Routes routes() {
    Routes routes;
    routes.api_now = [](const Call& call) -> std::optional<Answer> {
      if (call.header["X-Later"] == "yes") return std::nullopt;
      return Answer{200, "text/plain", "now:" + std::string(call.body), {}};
    };
    routes.api = [](const Call& call) -> asio::awaitable<Answer> {
      co_return Answer{200, "text/plain", "later:" + std::string(call.body), {}};
    };
    routes.control = [](const Call& call) -> asio::awaitable<Answer> {
      co_return Answer{200, "text/plain", std::string(call.header.target()), {}};
    };
    routes.registry = [](Exchange& exchange) { return registry(exchange); };
    routes.is_load_balancer = [](std::string_view host) { return host == "lb.test"; };
    routes.balance = [this](Connection::Released released, const std::string& host) {
      tcp::socket socket(control_, released.protocol, released.handle);
      asio::write(socket, asio::buffer("balanced " + host + "\n" + released.bytes));
    };
    return routes;
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
    tcp::socket socket(client_);
    socket.connect({asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port_)});
    asio::write(socket, asio::buffer(bytes));
    std::string answer;
    boost::system::error_code error;
    asio::read(socket, asio::dynamic_buffer(answer), error);
    EXPECT_EQ(error, asio::error::eof);
    return answer;
  }

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
      "HTTP/1.1 200 OK\r\nServer: drydock\r\nContent-Type: text/plain\r\n"
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
            "now:abcde");
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
  EXPECT_TRUE(exchange("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n")
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

}  // namespace
}  // namespace drydock::http
