#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/ecs/scheduler/service_notice.h"
#include "model/ecs/common.h"
#include "model/ecs/service.h"

namespace drydock::ecs {

enum class ServiceStatus { active, draining, inactive };
BOOST_DESCRIBE_ENUM(ServiceStatus, active, draining, inactive)

/// A line of the service's event log, in AWS's sentence; the rest as ServiceNotice has it.
struct ServiceEvent {
  std::string id;
  TimePoint created_at;
  std::string message;
  std::optional<ServiceEventName> name{};
  std::string reason{};
  std::vector<std::string> tasks{};
  std::optional<int> desired_count{};

  friend bool operator==(const ServiceEvent&, const ServiceEvent&) = default;
};
BOOST_DESCRIBE_STRUCT(ServiceEvent, (),
                      (id, created_at, message, name, reason, tasks, desired_count))

/// The most events that a service keeps; older ones go.
inline constexpr std::size_t service_events_max = 100;

/// How many tasks of a service may run at once, and how few must.
struct DeploymentBounds {
  int desired = 0;
  int minimum_healthy_percent = 100;
  int maximum_percent = 200;

  friend bool operator==(const DeploymentBounds&, const DeploymentBounds&) = default;
};

/// When a rollout of this service is given up, completed with AWS's defaults.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html
struct CircuitBreakerSettings {
  bool enable = false;
  bool rollback = false;
  bool reset_on_healthy_task = true;  ///< Else failures add up over the whole rollout.
  model::ecs::ThresholdConfiguration threshold{.type = model::ecs::ThresholdType::bounded_percent,
                                               .value = 50};

  friend bool operator==(const CircuitBreakerSettings&, const CircuitBreakerSettings&) = default;
};

/// What the service scheduler has to remember from one plan to the next. What it remembers of a
/// single task is in Task::notes, and of a task set in TaskSet::failures.
struct SchedulerMemory {
  /// When the service last told that it has reached a steady state, unless something has happened
  /// since.
  std::optional<TimePoint> steady_told_at;
  /// The last complaint in the event log, and when; the same one is not told again until it is
  /// resolved or six hours have passed.
  std::string complaint;
  TimePoint complained_at{};
  /// Tasks are being moved from zone to zone, and that has been told: see rebalance().
  bool rebalancing = false;
  TimePoint rebalance_not_before{};

  friend bool operator==(const SchedulerMemory&, const SchedulerMemory&) = default;
};
BOOST_DESCRIBE_STRUCT(SchedulerMemory, (),
                      (steady_told_at, complaint, complained_at, rebalancing, rebalance_not_before))

/// Keeps `desired_count` tasks of a task definition running. The record is intent and bookkeeping;
/// its controller acts on it. Its revisions, task sets and deployments are records of their own,
/// see deployment/rollout.h.
struct Service {
  static constexpr std::string_view table = "services";
  [[nodiscard]] std::string key() const { return cluster + "/" + name; }

  std::string name;
  std::string cluster;  ///< The cluster's name.
  std::string arn;
  std::string cluster_arn;
  ServiceStatus status = ServiceStatus::active;
  std::string task_definition;  ///< The ARN that the PRIMARY task set runs.
  int desired_count = 0;
  std::optional<model::ecs::LaunchType> launch_type;
  std::vector<model::ecs::CapacityProviderStrategyItem> capacity_provider_strategy;
  std::optional<std::string> platform_version;
  std::vector<model::ecs::LoadBalancer> load_balancers;
  std::vector<model::ecs::GatewayConnector> gateway_connectors;  ///< One at most.
  std::vector<model::ecs::ServiceRegistry> service_registries;
  std::optional<model::ecs::NetworkConfiguration> network_configuration;
  /// As given, completed with AWS's defaults; the two percents and the circuit breaker are read
  /// through `bounds` and `circuit_breaker`.
  model::ecs::DeploymentConfiguration deployment_configuration;
  std::optional<model::ecs::DeploymentController> deployment_controller;
  std::optional<int> health_check_grace_period_seconds;
  model::ecs::SchedulingStrategy scheduling_strategy = model::ecs::SchedulingStrategy::replica;
  std::vector<model::ecs::PlacementConstraint> placement_constraints;
  std::vector<model::ecs::PlacementStrategy> placement_strategy;
  std::optional<model::ecs::AvailabilityZoneRebalancing> availability_zone_rebalancing;
  std::optional<model::ecs::PropagateTags> propagate_tags;
  bool enable_ecs_managed_tags = false;
  bool enable_execute_command = false;
  std::optional<std::string> role_arn;
  std::optional<std::string> created_by;
  TimePoint created_at;
  std::string task_set;    ///< The id of the PRIMARY one; empty when it is INACTIVE.
  std::string deployment;  ///< The id of the one that it is under, or that was its last.
  std::string
      last_completed_revision;  ///< The id of the revision that a deployment is rolled back to.
  std::vector<ServiceEvent> events;  ///< Newest first, at most service_events_max.
  std::vector<model::ecs::Tag> tags;
  SchedulerMemory scheduler;

  friend bool operator==(const Service&, const Service&) = default;
};
BOOST_DESCRIBE_STRUCT(Service, (),
                      (name, cluster, arn, cluster_arn, status, task_definition, desired_count,
                       launch_type, capacity_provider_strategy, platform_version, load_balancers,
                       gateway_connectors, service_registries, network_configuration,
                       deployment_configuration, deployment_controller,
                       health_check_grace_period_seconds, scheduling_strategy,
                       placement_constraints, placement_strategy, availability_zone_rebalancing,
                       propagate_tags, enable_ecs_managed_tags, enable_execute_command, role_arn,
                       created_by, created_at, task_set, deployment, last_completed_revision,
                       events, tags, scheduler))

/// The numbers by which a rollout of this service moves.
DeploymentBounds bounds(const Service& service);

/// Whether it runs one task on each container instance rather than so many as are desired.
inline bool is_daemon(const Service& service) {
  return service.scheduling_strategy == model::ecs::SchedulingStrategy::daemon;
}
CircuitBreakerSettings circuit_breaker(const Service& service);
/// Adds an event as the newest and drops the oldest beyond service_events_max.
void post_event(Service& service, ServiceEvent event);
void post_event(Service& service, ServiceNotice notice, std::string id, TimePoint now);

}  // namespace drydock::ecs
