#include "emulator/ecs/service.h"

#include <utility>

namespace drydock::ecs {

DeploymentBounds bounds(const Service& service) {
  const auto& configuration = service.deployment_configuration;
  return {.desired = service.desired_count,
          .minimum_healthy_percent = configuration.minimum_healthy_percent.value_or(100),
          .maximum_percent = configuration.maximum_percent.value_or(200)};
}

CircuitBreakerSettings circuit_breaker(const Service& service) {
  const auto& given = service.deployment_configuration.deployment_circuit_breaker;
  if (!given) return {};
  CircuitBreakerSettings settings{.enable = given->enable, .rollback = given->rollback};
  settings.reset_on_healthy_task = given->reset_on_healthy_task.value_or(true);
  if (given->threshold_configuration) settings.threshold = *given->threshold_configuration;
  return settings;
}

void post_event(Service& service, ServiceEvent event) {
  service.events.insert(service.events.begin(), std::move(event));
  if (service.events.size() > service_events_max) service.events.resize(service_events_max);
}

void post_event(Service& service, ServiceNotice notice, std::string id, TimePoint now) {
  post_event(service, {.id = std::move(id),
                       .created_at = now,
                       .message = std::move(notice.message),
                       .name = notice.name,
                       .reason = std::move(notice.reason),
                       .tasks = std::move(notice.tasks),
                       .desired_count = notice.desired_count});
}

}  // namespace drydock::ecs
