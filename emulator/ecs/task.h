#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/ecs/container/container.h"
#include "emulator/ecs/task_resources.h"
#include "emulator/store/record_weight.h"
#include "model/ecs/common.h"
#include "model/ecs/task.h"

namespace drydock::ecs {

/// Where a task is in its life, in the order that it goes through.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
enum class TaskStatus {
  provisioning,  ///< Its network interface is being made (awsvpc).
  pending,       ///< It waits for its turn.
  activating,    ///< Images are pulled, containers created and started.
  running,
  deactivating,    ///< Its targets drain; its containers still run.
  stopping,        ///< Its containers have been sent SIGTERM.
  deprovisioning,  ///< Its network interface is being taken away.
  stopped,
};
BOOST_DESCRIBE_ENUM(TaskStatus, provisioning, pending, activating, running, deactivating, stopping,
                    deprovisioning, stopped)
/// AWS's word, such as "PROVISIONING".
std::string_view to_text(TaskStatus status);

enum class DesiredStatus { running, stopped };
BOOST_DESCRIBE_ENUM(DesiredStatus, running, stopped)
std::string_view to_text(DesiredStatus status);

/// How far a network interface has come.
enum class AttachmentStatus { precreated, attaching, attached, failed, deleted };
BOOST_DESCRIBE_ENUM(AttachmentStatus, precreated, attaching, attached, failed, deleted)
/// AWS's word, such as "PRECREATED".
std::string_view to_text(AttachmentStatus status);
/// It is kept in AWS's words.
inline std::string_view kept_text(AttachmentStatus status) { return to_text(status); }

/// The elastic network interface of an awsvpc task.
struct NetworkInterface {
  std::string attachment_id;
  std::string id;  ///< "eni-…"
  std::string subnet_id;
  std::string private_ipv4_address;
  std::string mac_address;
  AttachmentStatus status = AttachmentStatus::precreated;
  /// The pause container that holds the network namespace; empty while there is none.
  std::string pause_container_id;

  friend bool operator==(const NetworkInterface&, const NetworkInterface&) = default;
};
BOOST_DESCRIBE_STRUCT(NetworkInterface, (),
                      (attachment_id, id, subnet_id, private_ipv4_address, mac_address, status,
                       pause_container_id))

/// A task's place in a target group. Target health is the target group's to tell.
struct TaskTarget {
  std::string target_group_arn;
  std::string id;  ///< An IP address, or an instance id.
  int port = 0;

  friend bool operator==(const TaskTarget&, const TaskTarget&) = default;
};
BOOST_DESCRIBE_STRUCT(TaskTarget, (), (target_group_arn, id, port))

/// What the service scheduler, or a managed daemon, has noted of one of its tasks, so that it tells
/// and counts nothing twice. Nobody else reads or writes it.
struct SchedulerNotes {
  bool was_healthy = false;     ///< It has been healthy once.
  bool unhealthy_told = false;  ///< That it is unhealthy stands in the event log.
  bool failure_noted = false;   ///< Its failure has been counted, or found not to count.
  bool deregistered = false;    ///< Its targets have been taken out of their groups.

  friend bool operator==(const SchedulerNotes&, const SchedulerNotes&) = default;
};
BOOST_DESCRIBE_STRUCT(SchedulerNotes, (),
                      (was_healthy, unhealthy_told, failure_noted, deregistered))

/// One run of a task definition. Made by RunTask or by the service scheduler, which set intent
/// (`desired_status`); its supervisor carries it through its life and alone writes the rest.
struct Task {
  static constexpr std::string_view table = "tasks";
  [[nodiscard]] std::string key() const { return cluster + "/" + id; }

  /// A task is found by all that calls and loops ask for. No cluster's name has a mark in it, so
  /// that no two kinds of key are the same text.
  [[nodiscard]] std::vector<std::string> index_keys() const;
  static std::string cluster_key(std::string_view cluster, DesiredStatus desired_status);
  /// Those of a service that its scheduler is not done with; see is_past().
  static std::string service_key(std::string_view cluster, std::string_view service);
  static std::string past_key(std::string_view cluster, std::string_view service);
  /// Those that a managed daemon has started.
  static std::string daemon_key(std::string_view cluster, std::string_view daemon);
  static std::string family_key(std::string_view cluster, std::string_view family);
  static std::string starter_key(std::string_view cluster, std::string_view started_by);
  /// Those that are not STOPPED are counted by launch type (EC2 where it has none), by
  /// whether they are before, in or past RUNNING, and by container instance; those of a service
  /// also by their task set where they run (`running`) or are to run (`pending`). What all
  /// instances, or all task sets, have together is under the keys that begin as the one without.
  [[nodiscard]] std::vector<std::string> count_keys() const;
  static std::string count_key(std::string_view cluster, model::ecs::LaunchType launch_type,
                               TaskStatus status, std::string_view instance_id = {});
  /// All count keys of a cluster begin so, but those of services.
  static std::string count_prefix(std::string_view cluster);
  static std::string running_key(std::string_view service_key, std::string_view task_set = {});
  static std::string pending_key(std::string_view service_key, std::string_view task_set = {});
  /// Those whose network interface has this address, or one of this subnet.
  static std::string address_key(std::string_view address);
  static std::string subnet_key(std::string_view subnet_id);
  /// Those that are DEACTIVATING and wait for the target with this key to have drained.
  static std::string draining_key(std::string_view target_key);
  /// Those without a network interface that publish this port of the machine.
  static std::string host_port_key(int port);
  /// Those on a container instance that are not STOPPED, and those that are.
  static std::string instance_key(std::string_view cluster, std::string_view instance_id);
  static std::string past_instance_key(std::string_view cluster, std::string_view instance_id);
  /// Those of a group on a container instance that are not STOPPED.
  static std::string group_key(std::string_view cluster, std::string_view instance_id,
                               std::string_view group);
  /// All group keys of an instance begin so, and end in the group.
  static std::string group_prefix(std::string_view cluster, std::string_view instance_id);
  /// Those on a container instance that are not STOPPED and keep ports of it for themselves.
  static std::string port_keepers_key(std::string_view cluster, std::string_view instance_id);
  /// Those that are not STOPPED and keep this port of their instance for themselves.
  static std::string reserved_port_key(const HostPort& port);
  /// The cpu units, MiB of memory and GPUs that it takes of its instance.
  [[nodiscard]] RecordWeight weight() const;

  std::string id;  ///< 32 hexadecimal digits.
  std::string arn;
  std::string cluster;  ///< The cluster's name.
  std::string cluster_arn;
  std::string service;        ///< The service's name, or empty.
  std::string deployment_id;  ///< "ecs-svc/…", or empty.
  std::string task_definition_arn;
  std::string group;
  std::string started_by;
  std::optional<model::ecs::LaunchType> launch_type;
  std::optional<std::string> capacity_provider_name;
  std::optional<std::string> platform_version;
  std::string availability_zone;
  /// The id of the container instance that it is placed on, or empty: Fargate has none.
  std::string container_instance;
  TaskResources reserved;  ///< What it takes of that instance.
  DesiredStatus desired_status = DesiredStatus::running;
  TaskStatus last_status = TaskStatus::provisioning;
  HealthStatus health_status = HealthStatus::unknown;
  std::optional<model::ecs::TaskStopCode> stop_code;
  std::string stopped_reason;
  std::optional<std::string> cpu;
  std::optional<std::string> memory;
  std::vector<Container> containers;
  std::optional<NetworkInterface> network_interface;
  std::optional<model::ecs::AwsVpcConfiguration> awsvpc;
  std::vector<TaskTarget> targets;
  /// No scale-in and no rollout stops it before this instant; see is_protected().
  std::optional<TimePoint> protected_until;
  SchedulerNotes notes;
  model::ecs::TaskOverride overrides;
  bool enable_execute_command = false;
  std::int64_t version = 1;
  std::vector<model::ecs::Tag> tags;
  TimePoint created_at;
  std::optional<TimePoint> connectivity_at;
  std::optional<TimePoint> pull_started_at;
  std::optional<TimePoint> pull_stopped_at;
  std::optional<TimePoint> started_at;
  std::optional<TimePoint> stopping_at;
  std::optional<TimePoint> execution_stopped_at;
  std::optional<TimePoint> stopped_at;

  friend bool operator==(const Task&, const Task&) = default;
};
BOOST_DESCRIBE_STRUCT(Task, (),
                      (id, arn, cluster, cluster_arn, service, deployment_id, task_definition_arn,
                       group, started_by, launch_type, capacity_provider_name, platform_version,
                       availability_zone, container_instance, reserved, desired_status, last_status,
                       health_status, stop_code, stopped_reason, cpu, memory, containers,
                       network_interface, awsvpc, targets, protected_until, notes, overrides,
                       enable_execute_command, version, tags, created_at, connectivity_at,
                       pull_started_at, pull_stopped_at, started_at, stopping_at,
                       execution_stopped_at, stopped_at))

/// Whether its service's scheduler has nothing to do about it any more: it is STOPPED, and what is
/// to be noted of it has been.
bool is_past(const Task& task);

/// A stopped task stays describable for this long, then it is forgotten.
inline constexpr Duration stopped_task_kept_for = std::chrono::hours(1);

/// The container of this name, or null.
const Container* find_container(const Task& task, std::string_view name);
Container* find_container(Task& task, std::string_view name);

/// Asks a task to stop. Does nothing to one that was asked before: the first reason stays.
void request_stop(Task& task, model::ecs::TaskStopCode code, std::string reason, TimePoint now);

}  // namespace drydock::ecs
