#include "emulator/ecs/errors.h"

#include <utility>

#include "model/ecs/service_model.h"

namespace drydock::ecs {

aws::Error client_error(std::string message) {
  return {model::ecs::error::client_exception, std::move(message)};
}

aws::Error invalid_parameter(std::string message) {
  return {model::ecs::error::invalid_parameter_exception, std::move(message)};
}

aws::Error not_emulated(const std::string& what) {
  return {model::ecs::error::unsupported_feature_exception, "drydock does not emulate " + what};
}

}  // namespace drydock::ecs
