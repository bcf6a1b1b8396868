#include "emulator/ecs/deployment/set_slots.h"

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/service.h"

namespace drydock::ecs {
namespace {

/// What a deployment goes back to, and what it began with where nothing has ever been completed.
bool is_blue(const ServiceView& view, const TaskSet& set) {
  const std::string& completed = view.service.last_completed_revision;
  return completed.empty() || set.revision == completed;
}

}  // namespace

std::optional<SetSlots> fixed_slots(const ServiceView& view) {
  const ServiceDeployment* deployment = view.deployment;
  if (deployment == nullptr || !deployment->traffic || deployment->rollback) return std::nullopt;
  if (deployment->status == model::ecs::ServiceDeploymentStatus::successful) return std::nullopt;
  const LifecycleStage stage = deployment->traffic->stage;
  const int desired = view.service.desired_count;
  SetSlots slots{.primary = stage < LifecycleStage::scale_up ? 0 : desired};
  for (const ServiceTaskSet& old : view.sets.subspan(1)) {
    const bool runs_on = stage < LifecycleStage::clean_up && is_blue(view, *old.set);
    slots.old.push_back(runs_on ? desired : 0);
  }
  return slots;
}

}  // namespace drydock::ecs
