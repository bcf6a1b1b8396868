#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "emulator/base/pace.h"
#include "emulator/base/time.h"
#include "emulator/ecs/container/container_health.h"
#include "model/ecs/task_definition.h"

/// A task's life, decided: `plan` tells what to do next. Its other half, task_progress.h, writes
/// down what has begun and what came of it.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
namespace drydock::ecs {

struct Task;
enum class TaskStatus;

/// How far the removal of a stopping task's containers from the engine has come.
enum class Removal { not_begun, under_way, done };

/// Everything that a task's next steps depend on.
struct TaskView {
  const Task& task;
  const model::ecs::TaskDefinition& definition;
  const Pace& pace;
  TimePoint now;
  bool waits_for_targets = false;  ///< As waits_for_targets() has it.
  /// Containers whose health check runs at this moment.
  std::span<const std::string> checks_under_way{};
  Removal removal = Removal::not_begun;
};

/// The task enters a status. Nothing has to be done for it.
struct SetStatus {
  TaskStatus status;
  friend bool operator==(const SetStatus&, const SetStatus&) = default;
};
/// Gives the task an address in its subnet and a network namespace: NetworkInterfaceAttached.
struct AttachNetworkInterface {
  friend bool operator==(const AttachNetworkInterface&, const AttachNetworkInterface&) = default;
};
/// Sees to it that the engine holds the image: ImagePulled, or ContainerFailed.
struct PullImage {
  std::string container;
  friend bool operator==(const PullImage&, const PullImage&) = default;
};
/// ContainerCreated, or ContainerFailed.
struct CreateContainer {
  std::string container;
  friend bool operator==(const CreateContainer&, const CreateContainer&) = default;
};
/// ContainerStarted, or ContainerFailed.
struct StartContainer {
  std::string container;
  friend bool operator==(const StartContainer&, const StartContainer&) = default;
};
/// Runs the container's health check once: HealthChecked.
struct CheckHealth {
  std::string container;
  ContainerCheck check;
  friend bool operator==(const CheckHealth&, const CheckHealth&) = default;
};
/// SIGTERM, and SIGKILL after `grace`: ContainerExited.
struct StopContainer {
  std::string container;
  Duration grace;
  friend bool operator==(const StopContainer&, const StopContainer&) = default;
};
/// The container will never start. Work under way for it is of no more use.
struct GiveUpContainer {
  std::string container;
  std::string reason;  ///< Empty where the task was asked to stop before it got that far.
  friend bool operator==(const GiveUpContainer&, const GiveUpContainer&) = default;
};
/// Removes every container of the task from the engine, and the network namespace with them.
struct RemoveContainers {
  friend bool operator==(const RemoveContainers&, const RemoveContainers&) = default;
};

using TaskAction =
    std::variant<SetStatus, AttachNetworkInterface, PullImage, CreateContainer, StartContainer,
                 CheckHealth, StopContainer, GiveUpContainer, RemoveContainers>;

struct TaskPlan {
  std::vector<TaskAction> actions;
  /// When to plan again though nothing is observed before.
  std::optional<TimePoint> wake_at;
};

/// What to do next. The same view gives the same plan; what is under way is not planned again.
TaskPlan plan(const TaskView& view);

/// When a task that has stopped is forgotten.
TimePoint forgotten_at(const Task& task);

}  // namespace drydock::ecs
