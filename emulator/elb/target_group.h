#pragma once

#include <boost/describe/class.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/time.h"
#include "emulator/elb/health_check.h"
#include "model/elbv2/common.h"
#include "model/elbv2/target_group.h"

namespace drydock::elb {

/// Where a load balancer sends requests. Its targets are records of their own.
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
  std::map<std::string, std::string> attributes;  ///< Only what differs from AWS's defaults.
  std::map<std::string, std::string> tags;
  TimePoint created_at;

  friend bool operator==(const TargetGroup&, const TargetGroup&) = default;
};
BOOST_DESCRIBE_STRUCT(TargetGroup, (),
                      (name, arn, protocol, protocol_version, port, vpc_id, target_type,
                       health_check, attributes, tags, created_at))

/// How long a target drains: the attribute deregistration_delay.timeout_seconds, 300 by default.
Duration deregistration_delay(const TargetGroup& group);

}  // namespace drydock::elb
