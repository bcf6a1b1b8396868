#include "emulator/autoscaling/errors.h"

#include <utility>

#include "model/application_autoscaling/service_model.h"

namespace drydock::autoscaling {

aws::Error validation_error(std::string message) {
  return {model::application_autoscaling::error::validation_exception, std::move(message)};
}

}  // namespace drydock::autoscaling
