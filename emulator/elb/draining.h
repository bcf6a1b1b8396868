#pragma once

#include <optional>

#include "emulator/base/pace.h"
#include "emulator/base/time.h"

/// How long a deregistered target stays.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
namespace drydock::elb {

/// What is known of a target that drains.
struct Draining {
  TimePoint deregistered_at;
  Duration delay;      ///< The group's deregistration_delay.
  bool in_use = true;  ///< A listener or a rule names the group.
  bool may_be_given_requests = false;
  std::int64_t requests_in_flight = 0;
  std::optional<TimePoint> idle_since;  ///< No request was in flight at any look since then.
};

struct DrainStep {
  bool over = false;  ///< Take the target out of its group.
  std::optional<TimePoint> idle_since;
  TimePoint look_again;  ///< Unless over.
};

/// A target is let go when its delay is over, whatever it still does, or sooner: when it has been
/// idle for Pace::idle_drain, or idle at all in a group that nothing forwards to. But never while a
/// request may still be given to it.
DrainStep drain(const Draining& target, const Pace& pace, TimePoint now);

}  // namespace drydock::elb
