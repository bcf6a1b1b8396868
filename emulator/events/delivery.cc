#include "emulator/events/delivery.h"

#include <algorithm>

namespace drydock::events {

DeliveryOutcome outcome_of_status(int status) {
  using Kind = DeliveryOutcome::Kind;
  if (status >= 200 && status < 300) return {Kind::delivered, {}};
  std::string why = "the endpoint answered with status " + std::to_string(status);
  const bool again = status == 409 || status == 429 || status >= 500;
  return {again ? Kind::try_again : Kind::refused, std::move(why)};
}

std::optional<TimePoint> next_attempt(const Delivery& delivery, TimePoint now) {
  const auto policy = delivery.target.retry_policy.value_or(model::events::RetryPolicy{});
  const int retries = policy.maximum_retry_attempts.value_or(185);
  const seconds longest(policy.maximum_event_age_in_seconds.value_or(86'400));
  if (delivery.failures > retries) return std::nullopt;
  const seconds delay(std::min(1 << std::min(delivery.failures - 1, 9), 300));
  const TimePoint next = now + delay;
  return next <= delivery.made_at + longest ? std::optional(next) : std::nullopt;
}

}  // namespace drydock::events
