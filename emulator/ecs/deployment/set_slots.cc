#include "emulator/ecs/deployment/set_slots.h"

#include <cmath>
#include <cstdint>
#include <variant>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/strategy.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/service.h"

namespace drydock::ecs {
namespace {

/// Green's and blue's, by the stage that the deployment has come to.
SetSlots shifting_slots(const ServiceView& view) {
  const TrafficShift& shift = *view.deployment->traffic;
  const int desired = view.service.desired_count;
  SetSlots slots{.primary = shift.stage < LifecycleStage::scale_up ? 0 : desired};
  for (const ServiceTaskSet& old : view.sets.subspan(1)) {
    const bool runs_on = shift.stage < LifecycleStage::clean_up && old.set->revision == shift.blue;
    slots.old.push_back(runs_on ? desired : 0);
  }
  return slots;
}

SetSlots scaled_slots(const ServiceView& view) {
  SetSlots slots;
  for (const ServiceTaskSet& one : view.sets) {
    const auto& external = one.set->external;
    const double scale = external && !external->draining ? external->scale : 0;
    slots.old.push_back(computed_desired_count(view.service.desired_count, scale));
  }
  return slots;
}

struct SlotsBy {
  const ServiceView& view;

  std::optional<SetSlots> operator()(const Rolling&) const { return std::nullopt; }
  std::optional<SetSlots> operator()(const BlueGreen&) const { return shifting_slots(view); }
  std::optional<SetSlots> operator()(const Linear&) const { return shifting_slots(view); }
  std::optional<SetSlots> operator()(const Canary&) const { return shifting_slots(view); }
  std::optional<SetSlots> operator()(const External&) const { return scaled_slots(view); }
};

}  // namespace

int computed_desired_count(int desired, double scale) {
  constexpr std::int64_t parts_of_a_percent = 1'000'000;
  constexpr std::int64_t whole = 100 * parts_of_a_percent;
  const std::int64_t parts = std::llround(scale * parts_of_a_percent);
  return static_cast<int>((desired * parts + whole - 1) / whole);
}

std::optional<SetSlots> fixed_slots(const ServiceView& view) {
  return std::visit(SlotsBy{view}, strategy_of(view));
}

}  // namespace drydock::ecs
