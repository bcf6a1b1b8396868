#include "emulator/ecs/deployment/early_success.h"

#include <algorithm>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/service.h"

namespace drydock::ecs {
namespace {

/// Nothing where it is not in use.
const model::ecs::DeploymentEarlySuccessCriteria* criteria_of(const Service& service) {
  const auto& configuration = service.deployment_configuration;
  const auto& criteria = configuration.early_success_criteria;
  const bool in_use = criteria && criteria->enable && !shifts_traffic(configuration);
  return in_use ? &*criteria : nullptr;
}

}  // namespace

std::optional<int> healthy_for_early_success(const Service& service) {
  const auto* criteria = criteria_of(service);
  if (criteria == nullptr || service.desired_count == 0) return std::nullopt;
  const int percent = criteria->healthy_percent.value_or(100);
  return std::max(1, (service.desired_count * percent + 99) / 100);
}

bool has_enough_healthy(const ServiceView& view, const Census& census) {
  const auto enough = healthy_for_early_success(view.service);
  const bool goes_forth = !view.deployment->traffic && !view.deployment->rollback &&
                          census.is_in(model::ecs::DeploymentRolloutState::in_progress);
  return enough && goes_forth && census.counts.primary.healthy >= *enough;
}

bool is_early_success(const ServiceView& view, const Census& census) {
  if (!has_enough_healthy(view, census)) return false;
  using Cleanup = model::ecs::ServiceRevisionCleanup;
  const auto cleanup = criteria_of(view.service)->source_service_revision_cleanup;
  if (cleanup == Cleanup::deferred) return true;
  return std::ranges::none_of(view.sets.subspan(1), [&](const ServiceTaskSet& old) {
    return census.remaining.contains(old.set->id);
  });
}

std::optional<SetSlots> slots_of_early_success(const ServiceView& view, const Census& census) {
  if (!has_enough_healthy(view, census)) return std::nullopt;
  return SetSlots{.primary = view.service.desired_count,
                  .old = std::vector<int>(view.sets.size() - 1, 0)};
}

}  // namespace drydock::ecs
