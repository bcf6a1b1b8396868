#include "emulator/ecs/task_lifecycle.h"

#include <algorithm>

#include "emulator/ecs/definition/container_dependencies.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"

namespace drydock::ecs {
namespace {

using model::ecs::ContainerDefinition;

void wake_by(TaskPlan& plan, std::optional<TimePoint> at) {
  if (at) plan.wake_at = std::min(plan.wake_at.value_or(*at), *at);
}

/// The status at `due`; until then only the alarm clock.
void set_status_at(const TaskView& view, TimePoint due, TaskStatus status, TaskPlan& plan) {
  if (view.now >= due) {
    plan.actions.emplace_back(SetStatus{status});
  } else {
    wake_by(plan, due);
  }
}

void plan_provisioning(const TaskView& view, TaskPlan& plan) {
  const auto& interface = view.task.network_interface;
  if (interface && interface->status == AttachmentStatus::precreated) {
    plan.actions.emplace_back(AttachNetworkInterface{});
  } else if (!interface || interface->status == AttachmentStatus::attached) {
    const TimePoint due = view.task.created_at + view.pace.network_interface_attachment;
    set_status_at(view, due, TaskStatus::pending, plan);
  }
}

void plan_creation(const TaskView& view, const Container& container,
                   const ContainerDefinition& definition, TaskPlan& plan) {
  const DependencyVerdict verdict =
      check_dependencies(view.task, view.definition, definition, view.now);
  switch (verdict.kind) {
    case DependencyVerdict::Kind::met:
      plan.actions.emplace_back(CreateContainer{container.name});
      return;
    case DependencyVerdict::Kind::waiting:
      wake_by(plan, verdict.until);
      return;
    case DependencyVerdict::Kind::never:
      plan.actions.emplace_back(GiveUpContainer{container.name, verdict.reason});
      return;
  }
}

void plan_health_check(const TaskView& view, const Container& container,
                       const ContainerDefinition& definition, TaskPlan& plan) {
  const auto check = container_check(definition);
  const auto& under_way = view.checks_under_way;
  if (!check || std::ranges::find(under_way, container.name) != under_way.end()) return;
  const TimePoint started_at = container.started_at.value_or(view.now);
  const TimePoint due = next_check_at(container.health, *check, started_at, view.pace);
  if (view.now < due) return wake_by(plan, due);
  plan.actions.emplace_back(CheckHealth{container.name, *check});
}

void plan_container(const TaskView& view, const Container& container, TaskPlan& plan) {
  static const ContainerDefinition undefined;
  const auto* found = find_container_definition(view.definition, container.name);
  const ContainerDefinition& definition = found == nullptr ? undefined : *found;
  switch (container.phase) {
    case ContainerPhase::waiting:
      plan.actions.emplace_back(PullImage{container.name});
      return;
    case ContainerPhase::pulled:
      return plan_creation(view, container, definition, plan);
    case ContainerPhase::created:
      plan.actions.emplace_back(StartContainer{container.name});
      return;
    case ContainerPhase::running:
      return plan_health_check(view, container, definition, plan);
    case ContainerPhase::pulling:
    case ContainerPhase::creating:
    case ContainerPhase::starting:
    case ContainerPhase::stopping:
    case ContainerPhase::stopped:
      return;
  }
}

void plan_run(const TaskView& view, TaskPlan& plan) {
  if (view.task.last_status == TaskStatus::provisioning) return plan_provisioning(view, plan);
  if (view.task.last_status == TaskStatus::pending) {
    plan.actions.emplace_back(SetStatus{TaskStatus::activating});
  }
  for (const Container& container : view.task.containers) plan_container(view, container, plan);
}

void plan_container_stop(const TaskView& view, const Container& container, TaskPlan& plan) {
  const auto* definition = find_container_definition(view.definition, container.name);
  switch (container.phase) {
    case ContainerPhase::waiting:
    case ContainerPhase::pulling:
    case ContainerPhase::pulled:
    case ContainerPhase::created:
      plan.actions.emplace_back(GiveUpContainer{container.name, ""});
      return;
    case ContainerPhase::running:
      if (!dependants_have_stopped(view.task, view.definition, container.name)) return;
      plan.actions.emplace_back(StopContainer{
          container.name, definition == nullptr ? seconds(30) : stop_timeout(*definition)});
      return;
    case ContainerPhase::creating:  // Once it exists it is given up, and removed with the rest.
    case ContainerPhase::starting:  // Once it runs it is stopped.
    case ContainerPhase::stopping:
    case ContainerPhase::stopped:
      return;
  }
}

/// When the last of the task's containers stopped, or when it was asked to stop if none ever ran.
TimePoint end_of_execution(const Task& task) {
  TimePoint end = task.stopping_at.value_or(task.created_at);
  for (const Container& container : task.containers) {
    if (container.stopped_at) end = std::max(end, *container.stopped_at);
  }
  return end;
}

/// All containers have stopped; what is left of them in the engine goes before the task is STOPPED,
/// so a stopped task has left nothing behind.
void plan_removal(const TaskView& view, TaskPlan& plan) {
  const auto& interface = view.task.network_interface;
  if (interface && interface->status == AttachmentStatus::attaching) return;
  if (interface && view.task.last_status != TaskStatus::deprovisioning) {
    plan.actions.emplace_back(SetStatus{TaskStatus::deprovisioning});
  }
  if (view.removal == Removal::not_begun) plan.actions.emplace_back(RemoveContainers{});
  if (view.removal != Removal::done) return;
  const Duration pause = interface ? view.pace.network_interface_attachment : Duration::zero();
  set_status_at(view, end_of_execution(view.task) + pause, TaskStatus::stopped, plan);
}

bool essential_has_stopped(const TaskView& view) {
  return std::ranges::any_of(view.task.containers, [&](const Container& container) {
    const auto* definition = find_container_definition(view.definition, container.name);
    return container.phase == ContainerPhase::stopped &&
           (definition == nullptr || is_essential(*definition));
  });
}

/// Requests may still come to a target that drains, so the containers behind it go on.
bool drains(const TaskView& view) {
  const TaskStatus status = view.task.last_status;
  return (status == TaskStatus::running || status == TaskStatus::deactivating) &&
         view.waits_for_targets && !essential_has_stopped(view);
}

void plan_stop(const TaskView& view, TaskPlan& plan) {
  if (drains(view)) {
    if (view.task.last_status == TaskStatus::running) {
      plan.actions.emplace_back(SetStatus{TaskStatus::deactivating});
    }
    return;
  }
  if (view.task.last_status < TaskStatus::stopping) {
    plan.actions.emplace_back(SetStatus{TaskStatus::stopping});
  }
  const bool all_stopped = std::ranges::all_of(view.task.containers, [](const auto& container) {
    return container.phase == ContainerPhase::stopped;
  });
  if (all_stopped) return plan_removal(view, plan);
  for (const Container& container : view.task.containers) {
    plan_container_stop(view, container, plan);
  }
}

}  // namespace

TaskPlan plan(const TaskView& view) {
  TaskPlan plan;
  if (view.task.last_status == TaskStatus::stopped) return plan;
  if (view.task.desired_status == DesiredStatus::running) {
    plan_run(view, plan);
  } else {
    plan_stop(view, plan);
  }
  return plan;
}

TimePoint forgotten_at(const Task& task) {
  return task.stopped_at.value_or(task.created_at) + stopped_task_kept_for;
}

}  // namespace drydock::ecs
