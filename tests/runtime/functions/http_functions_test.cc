#include "runtime/functions/http_functions.h"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <optional>

#include "tests/support/await.h"

namespace drydock::http_functions_test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Kind = FunctionError::Kind;
using Answer = Result<std::string, FunctionError>;

/// The function "gate" at an endpoint that answers one call.
struct HttpFunctionsTest : ::testing::Test {
  asio::io_context context;
  tcp::acceptor acceptor{context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  HttpFunctions functions{
      {{"gate",
        "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/gate?x=1"}},
      context.get_executor()};

  asio::awaitable<std::string> serve(std::string reply) {
    tcp::socket client = co_await acceptor.async_accept(asio::use_awaitable);
    std::string request;
    const std::size_t head = co_await asio::async_read_until(client, asio::dynamic_buffer(request),
                                                             "\r\n\r\n", asio::use_awaitable);
    const std::size_t at = request.find("Content-Length: ");
    const std::size_t whole = head + std::stoul(request.substr(at + 16));
    if (request.size() < whole) {
      co_await asio::async_read(client, asio::dynamic_buffer(request),
                                asio::transfer_exactly(whole - request.size()),
                                asio::use_awaitable);
    }
    boost::system::error_code broken_off;
    co_await asio::async_write(client, asio::buffer(reply),
                               asio::redirect_error(asio::use_awaitable, broken_off));
    co_return request;
  }

  Answer call(const std::string& status, const std::string& body) {
    const testing::Started<std::string> server(
        context.get_executor(), serve("HTTP/1.1 " + status + "\r\nContent-Length: " +
                                      std::to_string(body.size()) + "\r\n\r\n" + body));
    Answer answer = testing::await(context, functions.invoke("gate", R"({"a":1})"));
    while (!server.ended()) context.run_one();
    asked = server.value();
    return answer;
  }
  std::string asked;  ///< The whole request.
};

TEST_F(HttpFunctionsTest, PostsThePayloadAndGivesTheBody) {
  const Answer answer = call("200 OK", R"({"hookStatus":"SUCCEEDED"})");
  EXPECT_EQ(answer.value(), R"({"hookStatus":"SUCCEEDED"})");
  EXPECT_TRUE(asked.starts_with("POST /gate?x=1 HTTP/1.1\r\n")) << asked;
  EXPECT_NE(asked.find("\r\nContent-Type: application/json\r\n"), std::string::npos) << asked;
  EXPECT_TRUE(asked.ends_with("\r\n\r\n{\"a\":1}")) << asked;
}

TEST_F(HttpFunctionsTest, TellsAFailureFromAnEndpointThatIsBusy) {
  struct Case {
    std::string status;
    Kind kind;
  };
  for (const Case& one :
       {Case{"500 Oh", Kind::failed}, Case{"404 No", Kind::failed}, Case{"302 Go", Kind::failed},
        Case{"429 Slow", Kind::unreachable}, Case{"503 Busy", Kind::unreachable}}) {
    const Answer answer = call(one.status, "");
    ASSERT_FALSE(answer) << one.status;
    EXPECT_EQ(answer.error().kind, one.kind) << one.status;
    EXPECT_EQ(answer.error().message,
              "its endpoint answered with status " + one.status.substr(0, 3));
  }
}

TEST_F(HttpFunctionsTest, TakesAnAnswerOfAMegabyteAndNoMore) {
  EXPECT_EQ(call("200 OK", std::string(HttpFunctions::longest_answer, ' ')).value().size(),
            HttpFunctions::longest_answer);
  const Answer longer = call("200 OK", std::string(HttpFunctions::longest_answer + 1, ' '));
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().kind, Kind::failed);
  EXPECT_EQ(longer.error().message, "its answer is longer than 1 MiB");
}

TEST_F(HttpFunctionsTest, KnowsWhatItWasTold) {
  EXPECT_TRUE(functions.knows("gate"));
  EXPECT_FALSE(functions.knows("other"));
  const Answer unknown = testing::await(context, functions.invoke("other", "{}"));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, Kind::unknown);
  EXPECT_EQ(unknown.error().message, "no --lambda other=URL says where it is");
  acceptor.close();
  const Answer nobody = testing::await(context, functions.invoke("gate", "{}"));
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().kind, Kind::unreachable);
}

}  // namespace
}  // namespace drydock::http_functions_test
