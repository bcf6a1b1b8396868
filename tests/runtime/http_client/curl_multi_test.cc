#include "runtime/http_client/curl_multi.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/support/await.h"

namespace drydock::curl_multi_test {
namespace {

namespace asio = boost::asio;
namespace errc = boost::system::errc;
using asio::ip::tcp;
using testing::Started;

struct CurlMultiTest : ::testing::Test {
  asio::io_context context;
  CurlMulti curl{context.get_executor()};
  tcp::acceptor acceptor{context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};

  [[nodiscard]] HttpCall call(const std::string& path) const {
    HttpCall call;
    call.url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + path;
    return call;
  }

  /// Takes one connection and answers as many requests as there are replies, each whose body is as
  /// long as it says. Gives the requests.
  asio::awaitable<std::vector<std::string>> serve(std::vector<std::string> replies) {
    tcp::socket client = co_await acceptor.async_accept(asio::use_awaitable);
    std::vector<std::string> requests;
    for (const std::string& reply : replies) {
      std::string request;
      const std::size_t head = co_await asio::async_read_until(
          client, asio::dynamic_buffer(request), "\r\n\r\n", asio::use_awaitable);
      const std::size_t at = request.find("Content-Length: ");
      const std::size_t whole =
          head + (at == std::string::npos ? 0 : std::stoul(request.substr(at + 16)));
      if (request.size() < whole) {
        co_await asio::async_read(client, asio::dynamic_buffer(request),
                                  asio::transfer_exactly(whole - request.size()),
                                  asio::use_awaitable);
      }
      requests.push_back(std::move(request));
      co_await asio::async_write(client, asio::buffer(reply), asio::use_awaitable);
    }
    co_return requests;
  }
  /// Takes one request, never answers, and tells whether the other end closed in good order.
  asio::awaitable<bool> outlast() {
    tcp::socket client = co_await acceptor.async_accept(asio::use_awaitable);
    std::string request;
    co_await asio::async_read_until(client, asio::dynamic_buffer(request), "\r\n\r\n",
                                    asio::use_awaitable);
    asked = true;
    char more = 0;
    const auto [error, size] = co_await client.async_read_some(asio::buffer(&more, 1),
                                                               asio::as_tuple(asio::use_awaitable));
    co_return error == asio::error::eof;
  }
  bool asked = false;

  Started<std::vector<std::string>> serving(std::vector<std::string> replies) {
    return {context.get_executor(), serve(std::move(replies))};
  }
};

TEST_F(CurlMultiTest, GivesStatusHeadersAndBody) {
  const auto server =
      serving({"HTTP/1.1 404 Not Found\r\nX-What: a\r\nx-what: b \r\n"
               "Content-Length: 5\r\n\r\nhello"});
  HttpCall question = call("/a?b=c");
  question.headers = {"X-Ask: 1"};
  const HttpReply reply = testing::await(context, curl.fetch(question)).value();
  EXPECT_EQ(reply.status, 404);
  EXPECT_EQ(reply.body, "hello");
  EXPECT_EQ(reply.headers.at("x-what"), "b");
  const std::string request = server.value().at(0);
  EXPECT_TRUE(request.starts_with("GET /a?b=c HTTP/1.1\r\n")) << request;
  EXPECT_NE(request.find("\r\nX-Ask: 1\r\n"), std::string::npos) << request;
}

TEST_F(CurlMultiTest, SendsALargeBodyAtOnce) {
  const auto server = serving({"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"});
  HttpCall upload = call("/");
  upload.method = "POST";
  upload.body.assign(5'000'000, 'x');
  EXPECT_EQ(testing::await(context, curl.fetch(upload))->status, 201);
  const std::string request = server.value().at(0);
  EXPECT_EQ(request.find("Expect"), std::string::npos);
  EXPECT_EQ(request.size() - request.find("\r\n\r\n") - 4, 5'000'000U);
}

TEST_F(CurlMultiTest, UsesAConnectionAgain) {
  const std::string reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const auto server = serving({reply, reply, reply});
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(testing::await(context, curl.fetch(call("/")))->body, "ok");
  }
  EXPECT_EQ(server.value().size(), 3U);
}

/// What /proc/net/tcp tells of the timer of connections to this port: "02" is a keep-alive's.
std::string timer_of_connection_to(int port) {
  std::array<char, 8> wanted{};
  std::snprintf(wanted.data(), wanted.size(), ":%04X", static_cast<unsigned>(port));
  std::ifstream file("/proc/self/net/tcp");
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::string number, local, remote, state, queues, timer;
    fields >> number >> local >> remote >> state >> queues >> timer;
    if (remote.ends_with(wanted.data()) && state == "01") return timer.substr(0, 2);
  }
  return "none";
}

TEST_F(CurlMultiTest, FindsOutWhetherASilentPeerIsStillThere) {
  const Started<bool> server(context.get_executor(), outlast());
  Started<boost::system::result<HttpReply>> fetch(context.get_executor(), curl.fetch(call("/")));
  while (!asked) context.run_one();
  EXPECT_EQ(timer_of_connection_to(acceptor.local_endpoint().port()), "02");
  fetch.cancel();
  while (!server.ended()) context.run_one();
}

TEST_F(CurlMultiTest, GivesTheBodyAsItComes) {
  const auto server = serving({"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nthis time"});
  HttpCall question = call("/");
  std::string told;
  question.on_head = [&](int status) { told += std::to_string(status) + ":"; };
  question.on_body = [&](std::string_view piece) { told += piece; };
  const HttpReply reply = testing::await(context, curl.fetch(question)).value();
  EXPECT_EQ(told, "200:this time");
  EXPECT_EQ(reply.body, "");
}

TEST_F(CurlMultiTest, KeepsTheBodyOfAnErrorForTheCaller) {
  const auto server = serving({"HTTP/1.1 500 Oh\r\nContent-Length: 3\r\n\r\nwhy"});
  HttpCall question = call("/");
  question.on_body = [](std::string_view) { FAIL() << "it is no part of the stream"; };
  EXPECT_EQ(testing::await(context, curl.fetch(question))->body, "why");
}

TEST_F(CurlMultiTest, TellsApartHowACallFails) {
  HttpCall question = call("/");
  question.timeout = Duration{30};
  EXPECT_EQ(testing::await(context, curl.fetch(question)).error(), errc::timed_out)
      << "it is accepted by the kernel, and nobody answers";
  {
    tcp::socket former = acceptor.accept();
    const auto server = serving({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"});
    EXPECT_EQ(testing::await(context, curl.fetch(call("/"))).error(), errc::connection_reset);
  }
  question = call("/");
  acceptor.close();
  EXPECT_EQ(testing::await(context, curl.fetch(question)).error(), errc::connection_refused);
}

TEST_F(CurlMultiTest, KeepsNoBodyLongerThanAllowed) {
  const auto server = serving({"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"});
  HttpCall question = call("/");
  question.body_limit = 4;
  EXPECT_TRUE(testing::await(context, curl.fetch(question)).has_error());
}

TEST_F(CurlMultiTest, ClosesTheConnectionOfACancelledCall) {
  const Started<bool> server(context.get_executor(), outlast());
  Started<boost::system::result<HttpReply>> fetch(context.get_executor(), curl.fetch(call("/")));
  while (!asked) context.run_one();
  fetch.cancel();
  while (!server.ended()) context.run_one();
  EXPECT_TRUE(server.value());
  EXPECT_THROW((void)fetch.value(), boost::system::system_error);
}

TEST_F(CurlMultiTest, RefusesOtherProtocols) {
  HttpCall question;
  question.url = "file:///etc/passwd";
  EXPECT_TRUE(testing::await(context, curl.fetch(question)).has_error());
}

}  // namespace
}  // namespace drydock::curl_multi_test
