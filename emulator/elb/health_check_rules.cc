#include "emulator/elb/health_check_rules.h"

#include <string>

#include "emulator/base/number.h"
#include "emulator/elb/errors.h"
#include "emulator/elb/header_text.h"
#include "emulator/elb/target_health.h"
#include "model/elbv2/common.h"

namespace drydock::elb {
Result<Done> check(const HealthCheck& health_check) {
  if (health_check.protocol != model::elbv2::ProtocolEnum::http) {
    return validation_error("Health check protocol '" +
                            std::string(model::to_text(health_check.protocol)) +
                            "' must be one of 'HTTP'");
  }
  if (health_check.port != "traffic-port" && !parse_port(health_check.port)) {
    return validation_error("Health check port '" + health_check.port +
                            "' must be 'traffic-port' or in the range '1-65535'");
  }
  if (health_check.timeout_seconds >= health_check.interval_seconds) {
    return validation_error("Health check timeout '" +
                            std::to_string(health_check.timeout_seconds) +
                            "' must be smaller than the interval '" +
                            std::to_string(health_check.interval_seconds) + "'");
  }
  if (!health_check.enabled) return validation_error("Health checks cannot be disabled");
  if (!is_visible(health_check.path)) {
    return validation_error("Health check path '" + health_check.path +
                            "' contains a character that is not valid");
  }
  if (!health_check.path.starts_with('/')) {
    return validation_error("Health check path '" + health_check.path +
                            "' must begin with a '/' character");
  }
  if (!is_matcher(health_check.matcher, 200, 499)) {
    return validation_error("Health check matcher HTTP code '" + health_check.matcher +
                            "' must be within '200-499' inclusive");
  }
  return Done{};
}

}  // namespace drydock::elb
