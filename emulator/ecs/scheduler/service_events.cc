#include "emulator/ecs/scheduler/service_events.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/placement/place.h"
#include "emulator/ecs/placement/zone_balance.h"
#include "emulator/ecs/scheduler/service_view.h"
#include "emulator/ecs/scheduler/task_condition.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/target_health.h"

namespace drydock::ecs::events {
namespace {

std::string of(const Service& service) { return "(service " + service.name + ")"; }

std::string of(const Service& service, const std::string& deployment_id) {
  return of(service) + " (deployment " + deployment_id + ")";
}

std::string of_task_set(const Service& service, std::string_view task_set) {
  return "(service " + service.name + ", taskSet " + std::string(task_set) + ")";
}

std::string group(const std::string& arn) { return "(target-group " + arn + ")"; }

/// "(task ID1) (task ID2)"
std::string list(std::span<const std::string> task_ids) {
  std::string text;
  for (const std::string& id : task_ids) {
    if (!text.empty()) text += ' ';
    text += "(task " + id + ")";
  }
  return text;
}

std::string unhealthy_target(const Service& service, const Task& task, const TaskTarget& target,
                             const TargetView& seen) {
  if (!seen.health) {
    return "service " + service.name + " task set " + task.deployment_id + " is not healthy in " +
           "target-group " + target.target_group_arn + " due to TARGET IS NOT FOUND.";
  }
  const std::string who =
      task.network_interface ? "(task " + task.id + ")" : "(instance " + target.id + ")";
  return of(service) + " " + who + " (port " + std::to_string(target.port) + ") is unhealthy in " +
         group(target.target_group_arn) + " due to (reason " +
         elb::describe(*seen.health).description.value_or("Health checks failed") + ").";
}

/// "3 tasks in us-east-1a, 1 tasks in us-east-1b", as AWS tells it: the fullest first.
std::string spread_over(std::vector<ZoneLoad> zones) {
  std::ranges::stable_sort(zones, std::greater{}, &ZoneLoad::tasks);
  std::string text;
  for (const ZoneLoad& zone : zones) {
    if (!text.empty()) text += ", ";
    text += std::to_string(zone.tasks) + " tasks in " + zone.zone;
  }
  return text;
}

ServiceNotice about(std::string sentence, ServiceEventName name,
                    std::span<const std::string> task_ids) {
  ServiceNotice notice(std::move(sentence), name);
  notice.tasks.assign(task_ids.begin(), task_ids.end());
  return notice;
}

}  // namespace

std::string subject(const Service& service, std::string_view task_set) {
  return is_governed_outside(service) ? of_task_set(service, task_set) : of(service);
}

std::string started(const std::string& subject, std::span<const std::string> task_ids,
                    int replacing) {
  std::string text = subject + " has started " + std::to_string(task_ids.size()) +
                     " tasks: " + list(task_ids) + ".";
  if (replacing > 0) {
    text +=
        " Amazon ECS replaced " + std::to_string(replacing) + " tasks due to an unhealthy status.";
  }
  return text;
}

std::string registered(const std::string& subject, int targets,
                       const std::string& target_group_arn) {
  return subject + " registered " + std::to_string(targets) + " targets in " +
         group(target_group_arn);
}

std::string deregistered(const std::string& subject, int targets,
                         const std::string& target_group_arn) {
  return subject + " deregistered " + std::to_string(targets) + " targets in " +
         group(target_group_arn);
}

std::string draining(const Service& service, const std::string& deployment_id, int tasks) {
  return of_task_set(service, deployment_id) + " has begun draining connections on " +
         std::to_string(tasks) + " tasks.";
}

ServiceNotice stopped(const std::string& subject, std::span<const std::string> running_task_ids) {
  return about(subject + " has stopped " + std::to_string(running_task_ids.size()) +
                   " running tasks: " + list(running_task_ids) + ".",
               ServiceEventName::tasks_stopped, running_task_ids);
}

std::string stopped_pending(const std::string& subject, int tasks) {
  return subject + " stopped " + std::to_string(tasks) + " pending tasks.";
}

ServiceNotice computed_count(const Service& service, std::string_view task_set, int count) {
  return desired_count_updated(of(service) + " updated computedDesiredCount for taskSet " +
                                   std::string(task_set) + " to " + std::to_string(count) + ".",
                               count);
}

ServiceNotice task_set_steady(const Service& service, std::string_view task_set) {
  return {of_task_set(service, task_set) + " updated state to STEADY_STATE.",
          ServiceEventName::taskset_steady_state};
}

std::string deployment_completed(const Service& service, const std::string& deployment_id) {
  return of(service, deployment_id) + " deployment completed.";
}

ServiceNotice steady(const Service& service) {
  return {of(service) + " has reached a steady state.", ServiceEventName::service_steady_state};
}

std::string deployment_failed(const Service& service, const std::string& deployment_id,
                              GivenUpBy by, const std::string& why) {
  const auto what = [&]() -> std::string {
    switch (by) {
      case GivenUpBy::alarm:
        return "alarm detected.";
      case GivenUpBy::lifecycle_hook:
        return "Service deployment rolled back " + why;
      case GivenUpBy::circuit_breaker:
      case GivenUpBy::client:
        break;
    }
    return "tasks failed to start.";
  };
  return of(service, deployment_id) + " deployment failed: " + what();
}

std::string rolling_back(const Service& service, const std::string& deployment_id) {
  return of(service) + " rolling back to deployment " + deployment_id + ".";
}

std::string unhealthy(const Service& service, const ServiceTask& task, const Ailment& ailment) {
  if (!ailment.target) {
    return of(service) + " (task " + task.task->id + ") failed container health checks.";
  }
  const std::size_t at = *ailment.target;
  return unhealthy_target(service, *task.task, task.task->targets[at], task.targets[at]);
}

ServiceNotice unable_to_place(const Service& service, const std::string& reason) {
  ServiceNotice notice(of(service) + " was unable to place a task. Reason: " + reason + ".",
                       ServiceEventName::service_task_placement_failure);
  notice.reason = reason;
  return notice;
}

ServiceNotice no_instance_takes_a_task(const Service& service, const PlacementResult& result) {
  ServiceNotice notice(
      of(service) +
          " was unable to place a task because no container instance met all of its "
          "requirements." +
          placement_reason(result) +
          " For more information, see the Troubleshooting section of the Amazon ECS Developer "
          "Guide.",
      ServiceEventName::service_task_placement_failure);
  if (const PlacementRejection* nearest = closest(result)) notice.reason = to_text(nearest->fault);
  return notice;
}

ServiceNotice desired_count_updated(std::string sentence, int desired_count) {
  ServiceNotice notice(std::move(sentence), ServiceEventName::service_desired_count_updated);
  notice.desired_count = desired_count;
  return notice;
}

ServiceNotice unable_to_start_consistently(const Service& service) {
  return {of(service) + " is unable to consistently start tasks successfully.",
          ServiceEventName::service_task_start_impaired};
}

std::string deadlocked(const Service& service) {
  return of(service) +
         " was unable to stop or start tasks during a deployment because of the service "
         "deployment configuration. Update the minimumHealthyPercent or maximumPercent value and "
         "try again.";
}

std::string unable_to_scale_in(const Service& service, std::string_view task_set) {
  return "service " + service.name + " was unable to reach steady state because task set (" +
         std::string(task_set) +
         ") was unable to scale in. Reason: The number of protected tasks are more than the "
         "desired "
         "count of tasks.";
}

ServiceNotice rebalancing_started(const Service& service, std::vector<ZoneLoad> zones) {
  return {of(service) + " is not AZ balanced with " + spread_over(std::move(zones)) +
              ". AZ Rebalancing in progress.",
          ServiceEventName::service_rebalancing_started};
}

ServiceNotice rebalancing_completed(const Service& service, std::vector<ZoneLoad> zones) {
  return {of(service) + " is AZ balanced with " + spread_over(std::move(zones)) + ".",
          ServiceEventName::service_rebalancing_completed};
}

ServiceNotice rebalancing_stopped(const Service& service) {
  return {of(service) + " stopped AZ Rebalancing.", ServiceEventName::service_rebalancing_stopped};
}

ServiceNotice started_to_rebalance(const std::string& subject, const std::string& zone,
                                   std::span<const std::string> task_ids) {
  return about(subject + " has started " + std::to_string(task_ids.size()) + " tasks in " + zone +
                   " to AZ Rebalance: " + list(task_ids) + ".",
               ServiceEventName::tasks_started, task_ids);
}

ServiceNotice stopped_to_rebalance(const std::string& subject, const std::string& zone,
                                   std::span<const std::string> task_ids) {
  return about(subject + " has stopped " + std::to_string(task_ids.size()) + " running tasks in " +
                   zone + " due to AZ rebalancing: " + list(task_ids) + ".",
               ServiceEventName::tasks_stopped, task_ids);
}

ServiceNotice no_room_in_zone(const Service& service, const std::string& zone, bool on_instances) {
  const std::string why =
      on_instances ? " because no container instance met all of its requirements" : "";
  return {of(service) + " is unable to place a task in " + zone + why + ".",
          ServiceEventName::service_task_placement_failure};
}

ServiceNotice unable_to_rebalance(const Service& service, std::string_view task_set,
                                  int protected_tasks) {
  return {of(service) + " was unable to AZ Rebalance because (taskSet " + std::string(task_set) +
              ") was unable to scale in due to (reason " + std::to_string(protected_tasks) +
              " tasks under protection).",
          ServiceEventName::taskset_scale_in_failure_by_task_protection};
}

std::string target_group_missing(const Service& service, const std::string& deployment_id,
                                 const std::string& target_group_arn) {
  return "service " + service.name + " task set " + deployment_id +
         " is not healthy in target-group " + target_group_arn +
         " due to TARGET GROUP IS NOT FOUND.";
}

ServiceNotice engine_lost(const Service& service) {
  return unable_to_place(service, "the container engine does not answer");
}

std::string met_an_error(const Service& service, std::string_view whose,
                         const std::string& reason) {
  return "(service " + service.name + ") met an error of drydock's own in " + std::string(whose) +
         ": " + reason + ". drydock goes on after a pause.";
}

std::string waits_for_engine(const Service& service, std::string_view whose,
                             const std::string& answer) {
  return of(service) + " waits for the container engine in " + std::string(whose) +
         ", which answers: " + answer + ". drydock asks again after a pause.";
}

}  // namespace drydock::ecs::events
