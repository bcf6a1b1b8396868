#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "model/elbv2/common.h"
#include "model/elbv2/target_group.h"

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

struct Target {
  std::string id;  ///< An IP address or an instance id, by the group's target type.
  int port = 0;
  TargetHealth health;
  TimePoint registered_at;
  std::optional<TimePoint> deregistered_at;  ///< Set while it drains.

  friend bool operator==(const Target&, const Target&) = default;
};
BOOST_DESCRIBE_STRUCT(Target, (), (id, port, health, registered_at, deregistered_at))

struct HealthCheck {
  bool enabled = true;
  model::elbv2::ProtocolEnum protocol = model::elbv2::ProtocolEnum::http;
  std::string port = "traffic-port";  ///< Or a number.
  std::string path = "/";
  int interval_seconds = 30;
  int timeout_seconds = 5;
  int healthy_threshold = 5;
  int unhealthy_threshold = 2;
  std::string matcher = "200";  ///< "200", "200,202" or "200-299".

  friend bool operator==(const HealthCheck&, const HealthCheck&) = default;
};
BOOST_DESCRIBE_STRUCT(HealthCheck, (),
                      (enabled, protocol, port, path, interval_seconds, timeout_seconds,
                       healthy_threshold, unhealthy_threshold, matcher))

/// Where a load balancer sends requests.
struct TargetGroup {
  static constexpr std::string_view table = "target_groups";
  [[nodiscard]] std::string key() const { return arn; }
  [[nodiscard]] std::string index_key() const { return name; }

  std::string name;
  std::string arn;
  model::elbv2::ProtocolEnum protocol = model::elbv2::ProtocolEnum::http;
  std::optional<std::string> protocol_version;
  int port = 0;
  std::string vpc_id;
  model::elbv2::TargetTypeEnum target_type = model::elbv2::TargetTypeEnum::instance;
  HealthCheck health_check;
  std::vector<Target> targets;                    ///< In the order of their registration.
  std::map<std::string, std::string> attributes;  ///< Only what differs from AWS's defaults.
  std::map<std::string, std::string> tags;
  TimePoint created_at;

  friend bool operator==(const TargetGroup&, const TargetGroup&) = default;
};
BOOST_DESCRIBE_STRUCT(TargetGroup, (),
                      (name, arn, protocol, protocol_version, port, vpc_id, target_type,
                       health_check, targets, attributes, tags, created_at))

/// The target with this id and port, draining ones included, or null.
const Target* find_target(const TargetGroup& group, std::string_view id, int port);
Target* find_target(TargetGroup& group, std::string_view id, int port);
/// "<target group arn> <id>:<port>": a target's name outside its group.
std::string target_name(std::string_view target_group_arn, const Target& target);

/// How long a target drains: the attribute deregistration_delay.timeout_seconds, 300 by default.
Duration deregistration_delay(const TargetGroup& group);

}  // namespace drydock::elb
