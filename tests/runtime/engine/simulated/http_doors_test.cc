#include "runtime/engine/simulated/http_doors.h"

#include <gtest/gtest.h>

#include "runtime/clock/real_clock.h"
#include "runtime/http_client/curl_multi.h"
#include "tests/support/await.h"

namespace drydock::simulated::http_doors_test {
namespace {

namespace errc = boost::system::errc;

struct HttpDoorsTest : ::testing::Test {
  boost::asio::io_context context;
  RealClock clock{context.get_executor()};
  HttpDoors doors{clock, context.get_executor()};
  CurlMulti curl{context.get_executor()};
  std::vector<Question> asked;

  void TearDown() override { testing::await(context, testing::done(doors.shut_down())); }

  HttpDoors::Ask answering(std::optional<Answer> answer) {
    return [this, answer](const Question& question) {
      asked.push_back(question);
      return answer;
    };
  }
  boost::system::result<HttpReply> fetch(HttpCall call, int port) {
    call.url = "http://127.0.0.1:" + std::to_string(port) + "/where?what=1";
    return testing::await(context, curl.fetch(std::move(call)));
  }
};

TEST_F(HttpDoorsTest, AnswerAsTheContainerDoes) {
  const int port = doors.open("a", 80, 0, answering(Answer{418, "teapot\n", Duration{0}})).value();
  for (int times = 0; times < 2; ++times) {
    const HttpReply reply = fetch({}, port).value();
    EXPECT_EQ(reply.status, 418);
    EXPECT_EQ(reply.body, "teapot\n");
  }
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[0].port, 80);
  EXPECT_EQ(asked[0].path, "/where");
  EXPECT_FALSE(asked[0].health_check);
}

TEST_F(HttpDoorsTest, KnowAHealthCheckerByItsAgent) {
  const int port = doors.open("a", 80, 0, answering(Answer{})).value();
  HttpCall probe;
  probe.headers = {"User-Agent: ELB-HealthChecker/2.0"};
  fetch(probe, port).value();
  EXPECT_TRUE(asked.at(0).health_check);
}

TEST_F(HttpDoorsTest, SendHeadersOnlyForHead) {
  const int port = doors.open("a", 80, 0, answering(Answer{200, "12345", Duration{0}})).value();
  HttpCall head;
  head.method = "HEAD";
  const HttpReply reply = fetch(head, port).value();
  EXPECT_EQ(reply.headers.at("content-length"), "5");
  EXPECT_EQ(reply.body, "");
}

TEST_F(HttpDoorsTest, CloseTheConnectionWhereNobodyListens) {
  const int port = doors.open("a", 80, 0, answering(std::nullopt)).value();
  EXPECT_EQ(fetch({}, port).error(), errc::connection_reset);
}

TEST_F(HttpDoorsTest, TakeTheirTimeAsTold) {
  const int port = doors.open("a", 80, 0, answering(Answer{200, "", Duration{50}})).value();
  const TimePoint before = clock.now();
  std::size_t delayed = 0;
  clock.call_at(before + Duration{20}, [&] { delayed = doors.delayed_answers(); });
  fetch({}, port).value();
  EXPECT_GE(clock.now() - before, Duration{50});
  EXPECT_EQ(delayed, 1U);
  EXPECT_EQ(doors.delayed_answers(), 0U);
}

TEST_F(HttpDoorsTest, AreFoundUntilTheirContainerEnds) {
  const int a80 = doors.open("a", 80, 0, answering(Answer{})).value();
  const int a81 = doors.open("a", 81, 0, answering(Answer{})).value();
  const int b80 = doors.open("b", 80, 0, answering(Answer{})).value();
  EXPECT_EQ(doors.find("a", 80), a80);
  EXPECT_EQ(doors.find("a", 81), a81);
  EXPECT_EQ(doors.behind(a81), std::pair(std::string("a"), 81));
  fetch({}, a80).value();
  doors.close("a");
  EXPECT_EQ(doors.find("a", 80), std::nullopt);
  EXPECT_EQ(doors.behind(a80), std::nullopt);
  EXPECT_EQ(doors.find("b", 80), b80);
  EXPECT_EQ(fetch({}, a80).error(), errc::connection_refused);
  EXPECT_EQ(fetch({}, a81).error(), errc::connection_refused);
  EXPECT_TRUE(fetch({}, b80).has_value());
}

TEST_F(HttpDoorsTest, TellThatAPortIsTaken) {
  const int port = doors.open("a", 80, 0, answering(Answer{})).value();
  EXPECT_EQ(doors.open("b", 80, port, answering(Answer{})).error(), errc::address_in_use);
  doors.close("a");
  EXPECT_EQ(doors.open("b", 80, port, answering(Answer{})).value(), port);
}

}  // namespace
}  // namespace drydock::simulated::http_doors_test
