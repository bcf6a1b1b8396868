#pragma once

#include <optional>
#include <string>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "model/events/target.h"

namespace drydock::events {

/// An event on its way to one target.
struct Delivery {
  World world;
  std::string rule;
  model::events::Target target;
  std::string input;
  std::string event_id;
  TimePoint made_at;
  int failures = 0;
};

/// What came of an attempt.
struct DeliveryOutcome {
  enum class Kind { delivered, try_again, refused };
  Kind kind = Kind::delivered;
  std::string why;  ///< Of a failure.
};

/// What an answer of an HTTP endpoint means: 409, 429 and those from 500 on are worth another
/// attempt, others than 2xx are not.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
DeliveryOutcome outcome_of_status(int status);

/// When a delivery that has failed just now is tried again; nothing where its retry policy has had
/// enough: by default after 185 attempts or 24 hours. AWS's delays are not documented; these
/// double from a second to five minutes, and pass by drydock's clock.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
std::optional<TimePoint> next_attempt(const Delivery& delivery, TimePoint now);

}  // namespace drydock::events
