#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

namespace drydock::elb {

/// Where a registered target stands. A group that no listener or rule names makes all of its
/// targets `unused` when they are described; that is not kept here.
enum class TargetState { initial, healthy, unhealthy, draining };
BOOST_DESCRIBE_ENUM(TargetState, initial, healthy, unhealthy, draining)

/// Why a target is not healthy, after elbv2's TargetHealthReasonEnum.
enum class TargetReason {
  none,
  registration_in_progress,
  initial_health_checking,
  response_code_mismatch,
  timeout,
  failed_health_checks,
  deregistration_in_progress,
};
BOOST_DESCRIBE_ENUM(TargetReason, none, registration_in_progress, initial_health_checking,
                    response_code_mismatch, timeout, failed_health_checks,
                    deregistration_in_progress)

struct TargetHealth {
  TargetState state = TargetState::initial;
  TargetReason reason = TargetReason::registration_in_progress;
  int code = 0;  ///< The HTTP status that did not match, with response_code_mismatch.
  int consecutive_successes = 0;
  int consecutive_failures = 0;

  friend bool operator==(const TargetHealth&, const TargetHealth&) = default;
};
BOOST_DESCRIBE_STRUCT(TargetHealth, (),
                      (state, reason, code, consecutive_successes, consecutive_failures))

}  // namespace drydock::elb
