#include "emulator/ecs/task_progress.h"

#include <algorithm>
#include <utility>

#include "emulator/ecs/container/restart_policy.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/task.h"

namespace drydock::ecs {
namespace {

using Definition = model::ecs::TaskDefinition;
using model::ecs::TaskStopCode;

/// AWS cuts a reason off after so many characters.
constexpr std::size_t longest_reason = 1024;

/// What an ECS Task State Change event would tell; the task's version counts its changes.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
struct Told {
  TaskStatus last_status;
  DesiredStatus desired_status;
  HealthStatus health_status;
  std::vector<std::pair<std::string_view, HealthStatus>> containers;

  explicit Told(const Task& task)
      : last_status(task.last_status),
        desired_status(task.desired_status),
        health_status(task.health_status) {
    containers.reserve(task.containers.size());
    for (const Container& container : task.containers) {
      containers.emplace_back(to_text(container.phase), container.health.status);
    }
  }
  friend bool operator==(const Told&, const Told&) = default;
};

/// Counts one version for all that happens to a task while this lives.
class OneVersion {
 public:
  explicit OneVersion(Task& task) : task_(task), before_(task), version_(task.version) {}
  OneVersion(const OneVersion&) = delete;
  OneVersion& operator=(const OneVersion&) = delete;
  ~OneVersion() { task_.version = version_ + (Told(task_) == before_ ? 0 : 1); }

 private:
  Task& task_;
  Told before_;
  std::int64_t version_;
};

/// A task and its definition, at an instant: what every fold works on.
class Progress {
 public:
  Progress(Task& task, const Definition& definition, TimePoint now)
      : task_(task), definition_(definition), now_(now) {}

  void begin(const SetStatus& action) {
    enter(action.status);
    // A drydock before this one may have started them all.
    run_once_all_have_started();
  }
  void begin(const AttachNetworkInterface&) {
    task_.network_interface->status = AttachmentStatus::attaching;
  }
  void begin(const PullImage& action) {
    enter_phase(action.container, ContainerPhase::pulling);
    if (!task_.pull_started_at) task_.pull_started_at = now_;
  }
  void begin(const CreateContainer& action) {
    enter_phase(action.container, ContainerPhase::creating);
  }
  void begin(const StartContainer& action) {
    enter_phase(action.container, ContainerPhase::starting);
  }
  void begin(const CheckHealth&) {}
  void begin(const StopContainer& action) {
    enter_phase(action.container, ContainerPhase::stopping);
  }
  void begin(const GiveUpContainer& action) {
    Container* container = living(action.container);
    if (container == nullptr) return;
    // The ECS agent gives a container that its dependencies kept from starting SIGTERM's code.
    if (!action.reason.empty()) container->exit_code = 143;
    fail(*container, action.reason, "Task failed to start");
  }
  void begin(const RemoveContainers&) {}

  void observe(const NetworkInterfaceAttached& event) {
    auto& interface = task_.network_interface;
    interface->status = AttachmentStatus::attached;
    interface->mac_address = event.mac_address;
    interface->pause_container_id = event.pause_container_id;
  }
  void observe(const NetworkInterfaceFailed& event) {
    task_.network_interface->status = AttachmentStatus::failed;
    request_stop(task_, TaskStopCode::task_failed_to_start, event.reason, now_);
  }
  void observe(const ImagePulled& event) {
    Container* container = living(event.container);
    if (container == nullptr || container->phase != ContainerPhase::pulling) return;
    container->phase = ContainerPhase::pulled;
    container->image_digest = event.digest;
    note_end_of_pulls();
  }
  void observe(const ContainerCreated& event) {
    Container* container = living(event.container);
    if (container == nullptr || container->phase > ContainerPhase::creating) return;
    container->phase = ContainerPhase::created;
    container->engine_id = event.engine_id;
  }
  void observe(const ContainerStarted& event) {
    Container* container = living(event.container);
    if (container == nullptr || container->phase >= ContainerPhase::running) return;
    container->phase = ContainerPhase::running;
    container->started_at = now_;
    container->ports = event.ports;
    run_once_all_have_started();
  }
  void observe(const ContainerFailed& event) {
    Container* container = living(event.container);
    if (container == nullptr) return;
    // A pull's failure is the task's own reason; others are told by the container alone.
    const bool pulling = container->phase <= ContainerPhase::pulling;
    const bool told = pulling || event.tells_task;
    fail(*container, event.reason, told ? event.reason : "Task failed to start");
    if (pulling) note_end_of_pulls();
  }
  void observe(const ContainerExited& event);
  void observe(const ContainerGone& event) {
    Container* container = living(event.container);
    if (container == nullptr) return;
    if (container->started_at) {
      return observe(ContainerExited{
          .container = event.container,
          .exit_code = {},
          .reason = "NoSuchContainerError: the container is no longer in the engine"});
    }
    container->phase = ContainerPhase::waiting;
    container->engine_id.clear();
  }
  void observe(const PauseContainerEnded&) {
    request_stop(task_, TaskStopCode::essential_container_exited,
                 "Essential container in task exited: the one that holds the task's network", now_);
  }
  void observe(const HealthChecked& event);
  void observe(const WorkLost&);

 private:
  /// The container, if it has not stopped for good.
  Container* living(std::string_view name) {
    Container* container = find_container(task_, name);
    const bool over = container == nullptr || container->phase == ContainerPhase::stopped;
    return over ? nullptr : container;
  }

  bool essential(const Container& container) const {
    const auto* definition = find_container_definition(definition_, container.name);
    return definition == nullptr || is_essential(*definition);
  }

  void enter_phase(std::string_view name, ContainerPhase phase) {
    if (Container* container = living(name)) container->phase = phase;
  }

  void enter(TaskStatus status);
  void stop_container(Container& container);
  void fail(Container& container, const std::string& reason, const std::string& stopped_reason);
  void run_once_all_have_started();
  void note_end_of_pulls();

  Task& task_;
  const Definition& definition_;
  TimePoint now_;
};

void Progress::enter(TaskStatus status) {
  task_.last_status = status;
  if (status == TaskStatus::activating) task_.connectivity_at = now_;
  if (status == TaskStatus::running) task_.started_at = now_;
  if (status != TaskStatus::stopped) return;
  task_.stopped_at = now_;
  if (!task_.execution_stopped_at) task_.execution_stopped_at = now_;
  if (!task_.network_interface) return;
  task_.network_interface->status = AttachmentStatus::deleted;
  task_.network_interface->pause_container_id.clear();
}

void Progress::stop_container(Container& container) {
  container.phase = ContainerPhase::stopped;
  container.stopped_at = now_;
  if (essential(container) && !task_.execution_stopped_at) task_.execution_stopped_at = now_;
}

void Progress::fail(Container& container, const std::string& reason,
                    const std::string& stopped_reason) {
  if (!reason.empty()) container.reason = reason.substr(0, longest_reason);
  stop_container(container);
  if (essential(container)) {
    request_stop(task_, TaskStopCode::task_failed_to_start,
                 stopped_reason.substr(0, longest_reason), now_);
  } else {
    run_once_all_have_started();
  }
}

/// A container that has stopped has been through RUNNING, or is not essential.
void Progress::run_once_all_have_started() {
  if (task_.last_status != TaskStatus::activating) return;
  if (task_.desired_status != DesiredStatus::running) return;
  const bool all = std::ranges::all_of(task_.containers, [](const Container& container) {
    return container.phase >= ContainerPhase::running;
  });
  if (all) enter(TaskStatus::running);
}

void Progress::note_end_of_pulls() {
  const bool pulling = std::ranges::any_of(task_.containers, [](const Container& container) {
    return container.phase <= ContainerPhase::pulling;
  });
  if (!pulling) task_.pull_stopped_at = now_;
}

void Progress::observe(const ContainerExited& event) {
  Container* container = living(event.container);
  if (container == nullptr) return;
  container->exit_code = event.exit_code;
  if (const auto* definition = find_container_definition(definition_, container->name);
      definition != nullptr && restarts_in_place(task_, *container, *definition, now_)) {
    // The same container of the engine is started again, and the task is none the wiser.
    container->exit_code.reset();
    container->phase = ContainerPhase::created;
    container->health = {};
    ++container->restarts;
    return;
  }
  if (!event.reason.empty()) container->reason = event.reason.substr(0, longest_reason);
  if (event.out_of_memory) {
    container->reason = "OutOfMemoryError: Container killed due to memory usage";
  }
  stop_container(*container);
  if (!essential(*container)) return;
  request_stop(task_, TaskStopCode::essential_container_exited,
               "Essential container in task exited", now_);
}

void Progress::observe(const HealthChecked& event) {
  Container* container = living(event.container);
  if (container == nullptr || container->phase != ContainerPhase::running) return;
  const auto* definition = find_container_definition(definition_, container->name);
  const auto check = definition == nullptr ? std::nullopt : container_check(*definition);
  if (!check) return;
  container->health = ecs::observe(container->health, event.result, *check,
                                   container->started_at.value_or(now_), now_);
  task_.health_status = task_health(task_, definition_);
}

void Progress::observe(const WorkLost&) {
  if (task_.network_interface && task_.network_interface->status == AttachmentStatus::attaching) {
    task_.network_interface->status = AttachmentStatus::precreated;
  }
  for (Container& container : task_.containers) {
    switch (container.phase) {
      case ContainerPhase::pulling:
      case ContainerPhase::pulled:
      case ContainerPhase::creating:
        container.phase = ContainerPhase::waiting;
        break;
      case ContainerPhase::starting:
        container.phase = ContainerPhase::created;
        break;
      case ContainerPhase::stopping:
        container.phase = ContainerPhase::running;
        break;
      case ContainerPhase::waiting:
      case ContainerPhase::created:
      case ContainerPhase::running:
      case ContainerPhase::stopped:
        break;
    }
  }
}

}  // namespace

bool changes_task(const TaskPlan& plan) {
  return std::ranges::any_of(plan.actions, [](const TaskAction& action) {
    return !std::holds_alternative<CheckHealth>(action) &&
           !std::holds_alternative<RemoveContainers>(action);
  });
}

void begin(Task& task, const model::ecs::TaskDefinition& definition, const TaskPlan& plan,
           TimePoint now) {
  const OneVersion version(task);
  Progress progress(task, definition, now);
  for (const TaskAction& action : plan.actions) {
    std::visit([&](const auto& one) { progress.begin(one); }, action);
  }
}

void observe(Task& task, const model::ecs::TaskDefinition& definition, const TaskEvent& event,
             TimePoint now) {
  const OneVersion version(task);
  Progress progress(task, definition, now);
  std::visit([&](const auto& one) { progress.observe(one); }, event);
}

}  // namespace drydock::ecs
