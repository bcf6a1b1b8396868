#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "model/events/common.h"
#include "model/events/target.h"

namespace drydock::events {

/// The one event bus that every world has.
inline constexpr std::string_view default_bus = "default";

/// Which events go to which targets, and when one is made by the clock.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rules.html
struct Rule {
  static constexpr std::string_view table = "event_rules";
  [[nodiscard]] const std::string& key() const { return name; }

  std::string name;
  std::optional<std::string> event_pattern;  ///< A pattern that EventPattern takes.
  std::optional<std::string> schedule_expression;
  bool enabled = true;
  std::optional<std::string> description;
  std::optional<std::string> role_arn;
  std::vector<model::events::Tag> tags;
  std::vector<model::events::Target> targets;
  TimePoint scheduled_from;  ///< When it was last put or enabled: a rate counts from there.

  friend bool operator==(const Rule&, const Rule&) = default;
};
BOOST_DESCRIBE_STRUCT(Rule, (),
                      (name, event_pattern, schedule_expression, enabled, description, role_arn,
                       tags, targets, scheduled_from))

/// The quotas of an account that is new to AWS.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
inline constexpr std::size_t rules_max = 300;
inline constexpr std::size_t targets_of_rule_max = 5;

std::string rule_arn(const World& world, std::string_view name);
std::string event_bus_arn(const World& world);

}  // namespace drydock::events
