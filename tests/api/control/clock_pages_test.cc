#include "api/control/clock_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <optional>

#include "runtime/clock/virtual_clock.h"
#include "tests/support/run.h"

namespace drydock::control::clock_pages_test {
namespace {

using namespace std::chrono_literals;
using boost::beast::http::verb;
using ::testing::HasSubstr;

/// A clock that says what it was told.
class FakeMover : public MovableClock {
 public:
  explicit FakeMover(VirtualClock& clock) : clock_(clock) {}

  boost::asio::awaitable<Result<ClockMove>> advance(Duration span) override {
    advanced = span;
    return move(span, false);
  }
  boost::asio::awaitable<Result<ClockMove>> advance_until_idle(Duration limit) override {
    idle_limit = limit;
    return move(1min, true);
  }

  std::optional<Duration> advanced;
  std::optional<Duration> idle_limit;
  std::optional<aws::Error> refuses;

 private:
  boost::asio::awaitable<Result<ClockMove>> move(Duration span, bool idle) {
    if (refuses) co_return *refuses;
    const TimePoint from = clock_.now();
    clock_.advance(span);
    co_return ClockMove{.from = from, .now = clock_.now(), .idle = idle};
  }

  VirtualClock& clock_;
};

std::string ask(ClockPages& pages, verb method, std::string_view body = "") {
  http::RequestHeader header;
  header.method(method);
  header.target("/_drydock/clock");
  for (const Page& page : pages.pages()) {
    if (page.method != method) continue;
    const http::Answer answer = drydock::testing::run(page.answer({header, body}));
    return std::to_string(answer.status) + " " + answer.body;
  }
  return "no page";
}

struct ClockPagesTest : ::testing::Test {
  boost::asio::io_context context;
  VirtualClock clock{context};
  FakeMover mover{clock};
  ClockPages pages{clock, &mover};

  std::string get() { return ask(pages, verb::get); }
  std::string post(std::string_view body) { return ask(pages, verb::post, body); }
};

TEST_F(ClockPagesTest, TellTheTime) {
  EXPECT_EQ(get(), R"(200 {"clock":"virtual","now":"2023-11-14T22:13:20.000Z"})");
}

TEST_F(ClockPagesTest, MoveTheClockAsTold) {
  EXPECT_EQ(post(R"({"advance":"PT5M"})"),
            R"(200 {"from":"2023-11-14T22:13:20.000Z","now":"2023-11-14T22:18:20.000Z",)"
            R"("idle":false})");
  EXPECT_EQ(mover.advanced, 5min);
  EXPECT_THAT(post(R"({"advance":"P366D"})"), HasSubstr("200 "));
}

TEST_F(ClockPagesTest, MoveItUntilAllIsIdle) {
  EXPECT_EQ(post(R"({"until":"idle"})"),
            R"(200 {"from":"2023-11-14T22:13:20.000Z","now":"2023-11-14T22:14:20.000Z",)"
            R"("idle":true})");
  EXPECT_EQ(mover.idle_limit, usual_idle_limit);
  EXPECT_THAT(post(R"({"until":"idle","limit":"P2D"})"), HasSubstr("200 "));
  EXPECT_EQ(mover.idle_limit, 48h);
}

TEST_F(ClockPagesTest, RefuseWhatTheyDoNotKnow) {
  const std::string either = R"(400 {"message":"Say either {\"advance\": \"PT5M\"} or )"
                             R"({\"until\": \"idle\"}."})";
  EXPECT_EQ(post("{}"), either);
  EXPECT_EQ(post("[]"), either);
  EXPECT_EQ(post(R"({"advance":"PT5M","until":"idle"})"), either);
  const std::string takes =
      "400 {\"message\":\"advance takes an ISO 8601 duration of days, hours, "
      "minutes and seconds, such as PT5M, of at most 366 days.\"}";
  for (const char* span : {"\"5m\"", "\"P367D\"", "5", "null", "\"PT-5M\""}) {
    EXPECT_EQ(post(std::string(R"({"advance":)") + span + "}"), takes) << span;
  }
  EXPECT_EQ(post(R"({"until":"midnight"})"), R"(400 {"message":"until takes \"idle\"."})");
  EXPECT_EQ(post(R"({"until":"idle","limt":"PT1M"})"),
            R"(400 {"message":"There is no member limt here."})");
  EXPECT_EQ(post(R"({"advance":"PT1M","limit":"PT1M"})"),
            R"(400 {"message":"There is no member limit here."})");
  EXPECT_THAT(post("{"), HasSubstr("400 "));
  EXPECT_EQ(mover.advanced, std::nullopt);
  EXPECT_EQ(mover.idle_limit, std::nullopt);
}

TEST_F(ClockPagesTest, StayWithinYearsOfFourDigits) {
  clock.go_on_from(TimePoint(std::chrono::sys_days(std::chrono::year(9999) / 6 / 1)));
  EXPECT_EQ(post(R"({"advance":"P300D"})"),
            R"(400 {"message":"The clock does not go beyond the year 9999."})");
}

TEST_F(ClockPagesTest, TellWhyItCannotBeMoved) {
  mover.refuses = aws::Error("ConflictException", "Another call moves it.");
  EXPECT_EQ(post(R"({"advance":"PT5M"})"), R"(409 {"message":"Another call moves it."})");
  ClockPages real(clock, nullptr);
  EXPECT_THAT(ask(real, verb::get), HasSubstr(R"("clock":"real")"));
  EXPECT_EQ(ask(real, verb::post, R"({"advance":"PT5M"})"),
            "409 {\"message\":\"This drydock's clock is the machine's, which nobody moves: start "
            "drydock with --clock virtual --engine simulated.\"}");
}

}  // namespace
}  // namespace drydock::control::clock_pages_test
