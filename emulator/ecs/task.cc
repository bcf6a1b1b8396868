#include "emulator/ecs/task.h"

#include <algorithm>
#include <array>

#include "emulator/base/joined.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/scheduler/circuit_breaker.h"
#include "emulator/elb/target.h"

namespace drydock::ecs {
namespace {

/// Where the task is reached, by its own address or by the machine's ports.
void add_place_keys(const Task& task, std::vector<std::string>& keys) {
  if (const auto& interface = task.network_interface) {
    if (interface->private_ipv4_address.empty()) return;
    if (interface->status == AttachmentStatus::deleted) return;
    keys.push_back(Task::address_key(interface->private_ipv4_address));
    keys.push_back(Task::subnet_key(interface->subnet_id));
    return;
  }
  if (task.last_status == TaskStatus::stopped) return;
  for (const Container& container : task.containers) {
    for (const PublishedPort& port : container.ports) {
      if (port.host_port != 0) keys.push_back(Task::host_port_key(port.host_port));
    }
  }
}

/// The container instance that the task is on, and what it keeps for itself there.
void add_instance_keys(const Task& task, std::vector<std::string>& keys) {
  if (task.container_instance.empty()) return;
  if (task.last_status == TaskStatus::stopped) {
    keys.push_back(Task::past_instance_key(task.cluster, task.container_instance));
    return;
  }
  keys.push_back(Task::instance_key(task.cluster, task.container_instance));
  keys.push_back(Task::group_key(task.cluster, task.container_instance, task.group));
  if (task.reserved.ports.empty()) return;
  keys.push_back(Task::port_keepers_key(task.cluster, task.container_instance));
  for (const HostPort& port : task.reserved.ports) keys.push_back(Task::reserved_port_key(port));
}

/// The targets that the task waits for.
void add_draining_keys(const Task& task, std::vector<std::string>& keys) {
  if (task.last_status != TaskStatus::deactivating) return;
  for (const TaskTarget& target : task.targets) {
    keys.push_back(
        Task::draining_key(elb::target_key(target.target_group_arn, target.id, target.port)));
  }
}

}  // namespace

std::string_view to_text(TaskStatus status) {
  static constexpr std::array<std::string_view, 8> words = {
      "PROVISIONING", "PENDING",  "ACTIVATING",     "RUNNING",
      "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"};
  return words[static_cast<std::size_t>(status)];
}

std::string_view to_text(DesiredStatus status) {
  return status == DesiredStatus::running ? "RUNNING" : "STOPPED";
}

std::string_view to_text(AttachmentStatus status) {
  static constexpr std::array<std::string_view, 5> words = {"PRECREATED", "ATTACHING", "ATTACHED",
                                                            "FAILED", "DELETED"};
  return words[static_cast<std::size_t>(status)];
}

std::string Task::cluster_key(std::string_view cluster, DesiredStatus desired_status) {
  return joined({cluster, "!", to_text(desired_status)});
}

std::string Task::service_key(std::string_view cluster, std::string_view service) {
  return joined({cluster, "/", service});
}

std::string Task::past_key(std::string_view cluster, std::string_view service) {
  return joined({cluster, "//", service});
}

std::string Task::daemon_key(std::string_view cluster, std::string_view daemon) {
  return joined({cluster, "*", daemon});
}

std::string Task::family_key(std::string_view cluster, std::string_view family) {
  return joined({cluster, ":", family});
}

std::string Task::starter_key(std::string_view cluster, std::string_view started_by) {
  return joined({cluster, "<", started_by});
}

std::string Task::count_prefix(std::string_view cluster) { return joined({cluster, "="}); }

std::string Task::count_key(std::string_view cluster, model::ecs::LaunchType launch_type,
                            TaskStatus status, std::string_view instance_id) {
  std::string_view stage = "RUNNING";
  if (status < TaskStatus::running) stage = "PENDING";
  if (status > TaskStatus::running) stage = "STOPPING";
  return joined({cluster, "=", model::to_text(launch_type), " ", stage, " ", instance_id});
}

std::string Task::running_key(std::string_view service_key, std::string_view task_set) {
  return joined({service_key, " RUNNING ", task_set});
}

std::string Task::pending_key(std::string_view service_key, std::string_view task_set) {
  return joined({service_key, " PENDING ", task_set});
}

std::string Task::address_key(std::string_view address) { return joined({"@", address}); }

std::string Task::subnet_key(std::string_view subnet_id) { return joined({"^", subnet_id}); }

std::string Task::draining_key(std::string_view target_key) { return joined({"~", target_key}); }

std::string Task::host_port_key(int port) { return joined({"%", std::to_string(port)}); }

std::string Task::instance_key(std::string_view cluster, std::string_view instance_id) {
  return joined({cluster, "#", instance_id});
}

std::string Task::past_instance_key(std::string_view cluster, std::string_view instance_id) {
  return joined({cluster, "##", instance_id});
}

std::string Task::group_prefix(std::string_view cluster, std::string_view instance_id) {
  return joined({cluster, "#", instance_id, " "});
}

std::string Task::group_key(std::string_view cluster, std::string_view instance_id,
                            std::string_view group) {
  return joined({cluster, "#", instance_id, " ", group});
}

std::string Task::port_keepers_key(std::string_view cluster, std::string_view instance_id) {
  return joined({cluster, "#&", instance_id});
}

std::string Task::reserved_port_key(const HostPort& port) {
  return joined({"&", std::to_string(port.port), "/", to_text(port.protocol)});
}

std::vector<std::string> Task::index_keys() const {
  std::vector<std::string> keys{cluster_key(cluster, desired_status),
                                family_key(cluster, family_of(task_definition_arn))};
  keys.reserve(8);
  if (!service.empty()) {
    keys.push_back(is_past(*this) ? past_key(cluster, service) : service_key(cluster, service));
  }
  if (is_of_daemon(*this)) keys.push_back(daemon_key(cluster, daemon_of(*this)));
  if (!started_by.empty()) keys.push_back(starter_key(cluster, started_by));
  add_place_keys(*this, keys);
  add_instance_keys(*this, keys);
  add_draining_keys(*this, keys);
  return keys;
}

std::vector<std::string> Task::count_keys() const {
  if (last_status == TaskStatus::stopped) return {};
  const auto type = launch_type.value_or(model::ecs::LaunchType::ec2);
  std::vector<std::string> keys{count_key(cluster, type, last_status, container_instance)};
  if (service.empty()) return keys;
  if (last_status == TaskStatus::running) {
    keys.push_back(running_key(service_key(cluster, service), deployment_id));
  } else if (last_status < TaskStatus::running && desired_status == DesiredStatus::running) {
    keys.push_back(pending_key(service_key(cluster, service), deployment_id));
  }
  return keys;
}

RecordWeight Task::weight() const {
  return {std::min(reserved.cpu_units, record_weight_max),
          std::min(reserved.memory_mib, record_weight_max),
          std::min(reserved.gpus, record_weight_max)};
}

bool is_past(const Task& task) {
  const bool counted = task.notes.failure_noted || how_it_ended(task) == TaskEnd::none;
  const bool let_go = task.notes.deregistered || task.targets.empty();
  return task.last_status == TaskStatus::stopped && counted && let_go;
}

const Container* find_container(const Task& task, std::string_view name) {
  const auto found = std::ranges::find(task.containers, name, &Container::name);
  return found == task.containers.end() ? nullptr : &*found;
}

Container* find_container(Task& task, std::string_view name) {
  const auto found = std::ranges::find(task.containers, name, &Container::name);
  return found == task.containers.end() ? nullptr : &*found;
}

void request_stop(Task& task, model::ecs::TaskStopCode code, std::string reason, TimePoint now) {
  if (task.desired_status == DesiredStatus::stopped) return;
  task.desired_status = DesiredStatus::stopped;
  task.stop_code = code;
  task.stopped_reason = std::move(reason);
  task.stopping_at = now;
  ++task.version;
}

}  // namespace drydock::ecs
