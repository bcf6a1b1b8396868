#include "emulator/elb/errors.h"

#include <utility>

#include "model/elbv2/service_model.h"

namespace drydock::elb {

aws::Error validation_error(std::string message) { return {"ValidationError", std::move(message)}; }

aws::Error invalid_configuration(std::string message) {
  return {model::elbv2::error::invalid_configuration_request_exception, std::move(message)};
}

aws::Error invalid_action(std::string message) {
  return {model::elbv2::error::invalid_load_balancer_action_exception, std::move(message)};
}

}  // namespace drydock::elb
