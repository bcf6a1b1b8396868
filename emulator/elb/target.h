#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/store/store.h"

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

std::string target_key(std::string_view target_group_arn, std::string_view id, int port);
/// The ARN of the target group in a target's key.
std::string_view group_of_target(std::string_view key);

/// One place that a target group sends requests to.
struct Target {
  static constexpr std::string_view table = "targets";
  /// "<target group arn> <id>:<port>": also its name in the data plane and in messages.
  [[nodiscard]] std::string key() const { return target_key(target_group_arn, id, port); }
  [[nodiscard]] std::string index_key() const { return target_group_arn; }

  std::string target_group_arn;
  std::string id;  ///< An IP address or an instance id, by the group's target type.
  int port = 0;
  TargetHealth health;
  TimePoint registered_at;
  std::optional<TimePoint> deregistered_at;  ///< Set while it drains.

  friend bool operator==(const Target&, const Target&) = default;
};
BOOST_DESCRIBE_STRUCT(Target, (),
                      (target_group_arn, id, port, health, registered_at, deregistered_at))

/// The target of the group with this id and port, draining ones included, or null.
const Target* find_target(const Store& store, const World& world, std::string_view target_group_arn,
                          std::string_view id, int port);

}  // namespace drydock::elb
