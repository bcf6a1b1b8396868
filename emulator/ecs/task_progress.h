#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/ecs/container/container.h"
#include "emulator/ecs/container/container_health.h"
#include "emulator/ecs/task_lifecycle.h"
#include "model/ecs/task_definition.h"

/// What happens to a task, written down: `begin` notes what a plan sets in motion, `observe` folds
/// in a fact. Whoever acts repeats: plan, begin, act, observe.
namespace drydock::ecs {

struct Task;

/// Whether `begin` has anything to write for this plan.
bool changes_task(const TaskPlan& plan);

/// Writes into the task that the plan's actions have begun, so that the next plan knows.
void begin(Task& task, const model::ecs::TaskDefinition& definition, const TaskPlan& plan,
           TimePoint now);

struct NetworkInterfaceAttached {
  std::string mac_address;
  std::string pause_container_id;
};
/// The task cannot have a network interface, so it never starts.
struct NetworkInterfaceFailed {
  std::string reason;
};
struct ImagePulled {
  std::string container;
  std::optional<std::string> digest;  ///< As AWS's imageDigest.
};
struct ContainerCreated {
  std::string container;
  std::string engine_id;
};
struct ContainerStarted {
  std::string container;
  std::vector<PublishedPort> ports;
};
/// It could not be pulled, created or started.
struct ContainerFailed {
  std::string container;
  std::string reason;       ///< "CannotPullContainerError: …"
  bool tells_task = false;  ///< The reason is the task's too, however far the container had come.
};
struct ContainerExited {
  std::string container;
  std::optional<int> exit_code;
  bool out_of_memory = false;
  std::string reason{};  ///< Where there is more to say than the exit code.
};
/// Somebody took it out of the engine. One that had not started yet is made again.
struct ContainerGone {
  std::string container;
};
/// The container that holds an awsvpc task's network namespace has ended: its containers have no
/// network any more. AWS's agent counts it as an essential one.
struct PauseContainerEnded {};
struct HealthChecked {
  std::string container;
  CheckResult result;
};
/// The engine went away under an action: what it was doing has to be looked for and begun again.
struct WorkLost {};

using TaskEvent = std::variant<NetworkInterfaceAttached, NetworkInterfaceFailed, ImagePulled,
                               ContainerCreated, ContainerStarted, ContainerFailed, ContainerExited,
                               ContainerGone, PauseContainerEnded, HealthChecked, WorkLost>;

/// Folds a fact in with what follows from it at once: the task runs once all its containers do; an
/// essential container's end or failure asks the task to stop; a restart policy sends the container
/// back to be started. A fact about a container that has stopped already changes nothing.
void observe(Task& task, const model::ecs::TaskDefinition& definition, const TaskEvent& event,
             TimePoint now);

}  // namespace drydock::ecs
