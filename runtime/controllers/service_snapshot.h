#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/ecs/placement/daemon_instances.h"
#include "emulator/ecs/scheduler/service_view.h"
#include "emulator/store/store.h"

namespace drydock {

/// What the scheduler looks at, gathered out of the store in one pass: a service's task sets, and
/// its tasks with the verdicts of their health checks and the state of their targets. It refers
/// into the store, and is good until the next change to it.
class ServiceSnapshot {
 public:
  /// `instances`: of a DAEMON service those that it runs on, of another nothing.
  ServiceSnapshot(const Store& store, const World& world, const ecs::Service& service,
                  std::optional<ecs::DaemonInstances> instances);

  [[nodiscard]] const ecs::ServiceDeployment* deployment() const { return deployment_; }
  [[nodiscard]] const std::vector<ecs::ServiceTaskSet>& sets() const { return sets_; }
  [[nodiscard]] const std::vector<ecs::ServiceTask>& tasks() const { return tasks_; }
  /// Whether the service looks different as soon as a task of another one stops.
  [[nodiscard]] bool waits_for_others() const {
    return daemon_instances_ && daemon_instances_->wait_for_others;
  }

 private:
  ecs::ServiceTask view_of(const ecs::Task& task);
  [[nodiscard]] bool leaves_instance(const ecs::Task& task) const;
  const ecs::TaskDefinition* definition_of(const ecs::Task& task);

  const Store& store_;
  const World& world_;
  /// By their ARNs: hardly ever more than the old and the new.
  std::vector<std::pair<std::string_view, const ecs::TaskDefinition*>> definitions_;
  const ecs::ServiceDeployment* deployment_;
  std::vector<ecs::ServiceTaskSet> sets_;
  std::vector<ecs::ServiceTask> tasks_;
  std::optional<ecs::DaemonInstances> daemon_instances_;  ///< Of a DAEMON service.
};

}  // namespace drydock
