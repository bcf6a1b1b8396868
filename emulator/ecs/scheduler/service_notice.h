#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace drydock::ecs {

/// AWS's names of what a service does, of those that drydock tells EventBridge ("ECS Service
/// Action").
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html
enum class ServiceEventName {
  service_steady_state,
  taskset_steady_state,
  service_desired_count_updated,
  tasks_stopped,
  service_task_start_impaired,
  service_task_placement_failure,
  service_rebalancing_started,
  service_rebalancing_completed,
  service_rebalancing_stopped,
  tasks_started,
  taskset_scale_in_failure_by_task_protection,
};
BOOST_DESCRIBE_ENUM(ServiceEventName, service_steady_state, taskset_steady_state,
                    service_desired_count_updated, tasks_stopped, service_task_start_impaired,
                    service_task_placement_failure, service_rebalancing_started,
                    service_rebalancing_completed, service_rebalancing_stopped, tasks_started,
                    taskset_scale_in_failure_by_task_protection)

/// What a service tells: a line of its event log before it has an id and a time, with what
/// EventBridge is told beside the sentence.
struct ServiceNotice {
  std::string message;
  std::optional<ServiceEventName> name;  ///< Nothing where EventBridge is not told.
  std::string reason;                    ///< Of a failure; empty where none is known.
  std::vector<std::string> tasks;        ///< The ids of those that it is about.
  std::optional<int> desired_count;

  ServiceNotice() = default;
  /// A sentence that only the event log has.
  ServiceNotice(std::string sentence) : message(std::move(sentence)) {}
  ServiceNotice(std::string sentence, ServiceEventName event)
      : message(std::move(sentence)), name(event) {}

  friend bool operator==(const ServiceNotice&, const ServiceNotice&) = default;
};

}  // namespace drydock::ecs
