#include "emulator/ecs/daemon/daemon_deployment.h"

#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/scheduler/circuit_breaker.h"
#include "emulator/store/store.h"

namespace drydock::ecs {

bool is_under_way(const DaemonDeployment& deployment) {
  using Status = model::ecs::DaemonDeploymentStatus;
  return deployment.status == Status::pending || deployment.status == Status::in_progress ||
         deployment.status == Status::rollback_in_progress;
}

std::vector<std::string> alarms_of(const model::ecs::DaemonDeploymentConfiguration& configuration) {
  const auto& alarms = configuration.alarms;
  if (!alarms || !alarms->enable.value_or(false) || !alarms->alarm_names) return {};
  return *alarms->alarm_names;
}

const DaemonDeployment& deployment_of(const Store& store, const World& world,
                                      const Daemon& daemon) {
  return *store.find<DaemonDeployment>(world, daemon.key() + "/" + daemon.deployment);
}

const DaemonRevision* find_daemon_revision(const Store& store, const World& world,
                                           const Daemon& daemon, const std::string& id) {
  return store.find<DaemonRevision>(world, daemon.key() + "/" + id);
}

int breaker_threshold_of_daemon(std::size_t instances) {
  return breaker_threshold({.type = model::ecs::ThresholdType::bounded_percent, .value = 50},
                           static_cast<int>(instances));
}

}  // namespace drydock::ecs
