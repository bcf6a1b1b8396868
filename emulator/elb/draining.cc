#include "emulator/elb/draining.h"

#include <algorithm>

namespace drydock::elb {
namespace {

/// The data plane switches tables within milliseconds.
constexpr Duration switch_interval{10};
/// How often a target that is not idle yet is looked at.
constexpr Duration busy_interval{100};

}  // namespace

DrainStep drain(const Draining& target, const Pace& pace, TimePoint now) {
  DrainStep step;
  if (target.may_be_given_requests) {
    step.look_again = now + switch_interval;
    return step;
  }
  const TimePoint end = target.deregistered_at + target.delay;
  const bool idle = target.requests_in_flight == 0;
  if (idle) step.idle_since = target.idle_since.value_or(now);
  step.over = now >= end || (idle && !target.in_use);
  step.look_again = end;
  if (pace.idle_drain > Duration::zero()) {
    const TimePoint idle_end = idle ? *step.idle_since + pace.idle_drain : now + busy_interval;
    step.over = step.over || (idle && now >= idle_end);
    step.look_again = std::min(end, idle_end);
  } else if (!target.in_use) {
    step.look_again = std::min(end, now + busy_interval);
  }
  return step;
}

}  // namespace drydock::elb
