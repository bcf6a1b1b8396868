#pragma once

#include <boost/describe/class.hpp>
#include <string>

#include "model/elbv2/common.h"

namespace drydock::elb {

/// How a group's targets are probed.
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

}  // namespace drydock::elb
