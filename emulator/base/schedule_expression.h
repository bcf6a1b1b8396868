#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "emulator/base/cron_expression.h"
#include "emulator/base/time.h"
#include "emulator/base/time_zone.h"

namespace drydock {

/// When something is to happen, as EventBridge and Application Auto Scaling write it:
/// `at(2026-12-24T18:00:00)`, `rate(5 minutes)` or `cron(0 9 ? * MON-FRI *)`.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
/// https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html
class ScheduleExpression {
 public:
  /// Nothing where the text is none of them. A rate is at most a million of its unit.
  static std::optional<ScheduleExpression> parse(std::string_view text);

  /// Whether it is an `at(...)`, which comes true once.
  [[nodiscard]] bool is_once() const;

  /// Whether a rate's unit has an s where its value is not 1, and only there. EventBridge wants it.
  [[nodiscard]] bool has_fitting_unit() const;

  /// The first instant after `after`; nothing where there is none. A rate counts from `origin` and
  /// comes first one period later, so that no instant drifts; the others go by the zone's clocks.
  [[nodiscard]] std::optional<TimePoint> next(TimePoint origin, TimePoint after,
                                              const TimeZone& zone = {}) const;

 private:
  struct At {
    TimePoint local;
  };
  struct Rate {
    Duration period;
    bool fitting_unit;
  };
  using Kind = std::variant<At, Rate, CronExpression>;

  explicit ScheduleExpression(Kind kind) : kind_(kind) {}
  static std::optional<At> parse_at(std::string_view text);
  static std::optional<Rate> parse_rate(std::string_view text);

  Kind kind_;
};

}  // namespace drydock
