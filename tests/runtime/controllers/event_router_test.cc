#include "runtime/controllers/event_router.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <string>
#include <vector>

#include "emulator/events/api_destination.h"
#include "emulator/records.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "tests/support/await.h"

namespace drydock::event_router_test {
namespace {

using events::Delivery;
using Kind = events::DeliveryOutcome::Kind;
using Words = std::vector<std::string>;
using namespace std::chrono_literals;

/// Rules whose targets run tasks, which here only is noted.
class EventRouterTest : public ::testing::Test {
 protected:
  EventRouterTest() { router_.start(); }
  ~EventRouterTest() override { testing::await(context_, testing::done(router_.stop())); }

  events::Rule& rule(const std::string& name) {
    rule_ = events::Rule{.name = name, .scheduled_from = clock_.now()};
    model::events::Target target{.id = "1", .arn = "arn:aws:ecs:us-east-1:000000000000:cluster/c"};
    target.ecs_parameters.emplace();
    target.input_path = "$.detail";
    rule_.targets = {target};
    return rule_;
  }
  void put() {
    store_.put(world_, rule_);
    clock_.settle();
  }
  void publish(const std::string& source, const std::string& detail = "{}") {
    router_.publish(world_, {.id = "e", .detail_type = "t", .source = source, .detail = detail});
    clock_.settle();
  }

  events::DeliveryOutcome run(const Delivery& delivery) {
    ran_.push_back(delivery.rule + " " + delivery.input);
    at_.push_back(clock_.now());
    return outcome_;
  }

  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  RandomIds ids_{7};
  Store store_{all_record_kinds()};
  events::DeliveryOutcome outcome_;
  Words ran_;
  std::vector<TimePoint> at_;
  EventRouter router_{
      store_, clock_, ids_, context_.get_executor(), {.run_task = [this](const Delivery& delivery) {
        return run(delivery);
      }}};
  World world_{"000000000000", "us-east-1"};
  events::Rule rule_;
};

TEST_F(EventRouterTest, HandsEventsToTheTargetsOfTheRulesThatTakeThem) {
  EXPECT_FALSE(router_.is_heard(world_));
  rule("a").event_pattern = R"({"source":["x"]})";
  put();
  rule("b").event_pattern = R"({"source":["x","y"]})";
  put();
  EXPECT_TRUE(router_.is_heard(world_));
  EXPECT_FALSE(router_.is_heard({"000000000000", "eu-west-1"}));
  publish("x", R"({"n":1})");
  EXPECT_EQ(ran_, (Words{R"(a {"n":1})", R"(b {"n":1})"}));
  publish("y");
  EXPECT_EQ(ran_.size(), 3U);
  publish("z");
  EXPECT_EQ(ran_.size(), 3U);
  router_.publish({"000000000000", "eu-west-1"}, {.source = "x"});
  clock_.settle();
  EXPECT_EQ(ran_.size(), 3U);
}

TEST_F(EventRouterTest, ForgetsARuleThatIsDisabledOrGone) {
  rule("a").event_pattern = R"({"source":["x"]})";
  put();
  rule_.enabled = false;
  put();
  publish("x");
  rule_.enabled = true;
  put();
  store_.erase<events::Rule>(world_, "a");
  publish("x");
  EXPECT_EQ(ran_, Words{});
  EXPECT_FALSE(router_.is_heard(world_));
}

TEST_F(EventRouterTest, MakesTheEventsOfSchedules) {
  rule("every").schedule_expression = "rate(5 minutes)";
  const TimePoint from = clock_.now();
  put();
  clock_.advance(16min);
  EXPECT_EQ(at_, (std::vector<TimePoint>{from + 5min, from + 10min, from + 15min}));
  rule_.enabled = false;
  put();
  clock_.advance(1h);
  EXPECT_EQ(ran_.size(), 3U);
}

TEST_F(EventRouterTest, TriesAgainAsLongAsThePolicySays) {
  outcome_ = {Kind::try_again, "no room"};
  rule("a").event_pattern = R"({"source":["x"]})";
  rule_.targets.front().retry_policy = {.maximum_retry_attempts = 2};
  put();
  const TimePoint first = clock_.now();
  publish("x");
  clock_.advance(1h);
  EXPECT_EQ(at_, (std::vector<TimePoint>{first, first + 1s, first + 3s}));
  EXPECT_EQ(router_.waiting(), 0U);
  outcome_ = {Kind::refused, "never"};
  publish("x");
  clock_.advance(1h);
  EXPECT_EQ(at_.size(), 4U);
}

TEST_F(EventRouterTest, KeepsNoMoreThanItMay) {
  outcome_ = {Kind::try_again, "no room"};
  rule("a").event_pattern = R"({"source":["x"]})";
  put();
  for (std::size_t i = 0; i < EventRouter::most_deliveries + 10; ++i) {
    router_.publish(world_, {.id = "e", .source = "x"});
  }
  EXPECT_EQ(router_.waiting(), EventRouter::most_deliveries);
}

TEST_F(EventRouterTest, CallsADestinationNoMoreOftenThanItWants) {
  store_.put(world_, events::ApiDestination{.name = "hook", .calls_per_second = 2});
  rule("a").event_pattern = R"({"source":["x"]})";
  rule_.targets.front().arn = "arn:aws:events:us-east-1:000000000000:api-destination/hook/1";
  put();
  const TimePoint first = clock_.now();
  for (int i = 0; i < 3; ++i) publish("x");
  clock_.advance(1h);
  EXPECT_EQ(at_, (std::vector<TimePoint>{first, first + 500ms, first + 1000ms}));
}

}  // namespace
}  // namespace drydock::event_router_test
