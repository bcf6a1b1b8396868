#include "emulator/ecs/task.h"

#include <algorithm>
#include <array>

namespace drydock::ecs {

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

std::string_view to_text(ContainerPhase phase) {
  if (phase == ContainerPhase::stopped) return "STOPPED";
  if (phase >= ContainerPhase::running) return "RUNNING";
  return "PENDING";
}

std::string_view to_text(HealthStatus status) {
  static constexpr std::array<std::string_view, 3> words = {"UNKNOWN", "HEALTHY", "UNHEALTHY"};
  return words[static_cast<std::size_t>(status)];
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
