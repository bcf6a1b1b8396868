#include "api/autoscaling/scope.h"

#include "emulator/autoscaling/errors.h"
#include "emulator/base/joined.h"
#include "model/application_autoscaling/service_model.h"

namespace drydock::autoscaling::api {

Result<Done> check_scope(ServiceNamespace service, std::optional<ScalableDimension> dimension) {
  if (service != ServiceNamespace::ecs) {
    return validation_error(
        joined({"drydock scales ECS services only, and nothing of ", to_text(service), "."}));
  }
  if (dimension.value_or(ScalableDimension::ecs_service_desired_count) !=
      ScalableDimension::ecs_service_desired_count) {
    return validation_error("Unsupported service namespace, resource type or scalable dimension");
  }
  return Done{};
}

Result<Done> check_scope(ServiceNamespace service, const std::string& resource_id,
                         ScalableDimension dimension) {
  const auto checked = check_scope(service, dimension);
  if (!checked) return checked.error();
  if (service_key_of(resource_id)) return Done{};
  return validation_error("Unsupported service namespace, resource type or scalable dimension");
}

aws::Error not_found(std::string_view what, std::string_view resource_id) {
  return {model::application_autoscaling::error::object_not_found_exception,
          joined({"No ", what, " for service namespace: ecs, resource ID: ", resource_id,
                  ", scalable dimension: ecs:service:DesiredCount"})};
}

Result<const ScalableTarget*> find_target(const aws::Context& context,
                                          const std::string& resource_id) {
  const auto* target = context.store.find<ScalableTarget>(context.world, resource_id);
  if (target == nullptr) return not_found("scalable target registered", resource_id);
  return target;
}

Result<aws::PageRequest> page_request(const aws::Context& context,
                                      const std::optional<std::string>& token,
                                      std::optional<int> size) {
  if (size && (*size < 1 || *size > items_per_page)) {
    return validation_error("MaxResults must be between 1 and 50.");
  }
  return aws::page_request(context, token, size.value_or(items_per_page));
}

aws::Error invalid_token() {
  return {model::application_autoscaling::error::invalid_next_token_exception,
          "Invalid NextToken."};
}

}  // namespace drydock::autoscaling::api
