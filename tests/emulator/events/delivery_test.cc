#include "emulator/events/delivery.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "emulator/events/api_destination.h"
#include "emulator/events/http_request.h"

namespace drydock::events::delivery_test {
namespace {

using Kind = DeliveryOutcome::Kind;
const TimePoint now{std::chrono::hours(1000)};

TEST(Delivery, IsTriedAgainWhereThatMayHelp) {
  for (const int status : {200, 204}) EXPECT_EQ(outcome_of_status(status).kind, Kind::delivered);
  for (const int status : {409, 429, 500, 503}) {
    EXPECT_EQ(outcome_of_status(status).kind, Kind::try_again) << status;
  }
  for (const int status : {301, 400, 404}) {
    EXPECT_EQ(outcome_of_status(status).kind, Kind::refused) << status;
  }
}

TEST(Delivery, IsTriedAgainAsItsPolicySays) {
  Delivery delivery{.made_at = now};
  delivery.failures = 1;
  EXPECT_EQ(next_attempt(delivery, now), now + seconds(1));
  delivery.failures = 5;
  EXPECT_EQ(next_attempt(delivery, now), now + seconds(16));
  delivery.failures = 100;
  EXPECT_EQ(next_attempt(delivery, now), now + seconds(300));
  delivery.failures = 186;
  EXPECT_EQ(next_attempt(delivery, now), std::nullopt);
  delivery.failures = 1;
  EXPECT_EQ(next_attempt(delivery, now + seconds(86'400)), std::nullopt);
  delivery.target.retry_policy = {.maximum_retry_attempts = 0};
  EXPECT_EQ(next_attempt(delivery, now), std::nullopt);
  delivery.target.retry_policy = {.maximum_event_age_in_seconds = 60};
  EXPECT_EQ(next_attempt(delivery, now + seconds(59)), now + seconds(60));
  EXPECT_EQ(next_attempt(delivery, now + seconds(60)), std::nullopt);
}

TEST(HttpRequest, IsTheDestinationsWithWhatTheTargetAdds) {
  Delivery delivery{.input = "{}"};
  auto& http = delivery.target.http_parameters.emplace();
  http.path_parameter_values = {"a b", "c"};
  http.query_string_parameters.emplace()["k"] = "v&w";
  http.header_parameters = {{"X-One", "1"}, {"bad name", "2"}, {"X-Two", "3\r\nX-Three: 4"}};
  const ApiDestination destination{.endpoint = "http://localhost/*/x/*", .method = "POST"};
  const HttpRequest request = request_of(
      delivery, destination, {.is_basic = true, .user_or_header = "me", .secret = "pass"});
  EXPECT_EQ(request.url, "http://localhost/a%20b/x/c?k=v%26w");
  EXPECT_EQ(request.body, "{}");
  EXPECT_EQ(request.headers,
            (std::vector<std::string>{"Content-Type: application/json; charset=utf-8",
                                      "User-Agent: Amazon/EventBridge/ApiDestinations",
                                      "Authorization: Basic bWU6cGFzcw==", "X-One: 1"}));
  EXPECT_EQ(authorization_header({.user_or_header = "X-Key", .secret = "s"}), "X-Key: s");
}

}  // namespace
}  // namespace drydock::events::delivery_test
