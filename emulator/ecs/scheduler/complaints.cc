#include "emulator/ecs/scheduler/complaints.h"

#include <algorithm>

#include "emulator/ecs/scheduler/rolling_update.h"
#include "emulator/ecs/scheduler/service_events.h"
#include "emulator/ecs/scheduler/task_news.h"

namespace drydock::ecs {
namespace {

/// The target group that an otherwise sound task waits for in vain.
std::optional<std::string> lost_target_group(const SurveyedTask& task) {
  if (task.diagnosis.condition != TaskCondition::unproven) return std::nullopt;
  const auto lost = std::ranges::find(task.view->targets, false, &TargetView::group_found);
  if (lost == task.view->targets.end()) return std::nullopt;
  const auto at = static_cast<std::size_t>(lost - task.view->targets.begin());
  return task.record().targets[at].target_group_arn;
}

}  // namespace

std::vector<ServiceNotice> what_stands_still(const ServiceView& view, const Census& census,
                                             const DeploymentBounds& bounds) {
  std::vector<ServiceNotice> complaints;
  if (!view.engine_reachable) {
    complaints.push_back(events::engine_lost(view.service));
  } else if (most_rounds(census) >= consistent_failure_rounds) {
    complaints.push_back(events::unable_to_start_consistently(view.service));
  } else if (census.is_in(model::ecs::DeploymentRolloutState::in_progress) &&
             deadlocked(bounds, census.counts)) {
    complaints.push_back(events::deadlocked(view.service));
  } else if (!census.held_by_protection.empty()) {
    complaints.push_back(
        events::unable_to_scale_in(view.service, *census.held_by_protection.begin()));
  }
  for (const SurveyedTask& task : census.tasks) {
    const auto group = lost_target_group(task);
    if (!group) continue;
    complaints.push_back(
        events::target_group_missing(view.service, task.record().deployment_id, *group));
  }
  return complaints;
}

Complaint complain(const std::vector<ServiceNotice>& complaints, bool failing, TimePoint now,
                   SchedulerMemory& memory) {
  if (complaints.empty()) {
    if (!failing) memory.complaint.clear();
    return {};
  }
  Complaint complaint;
  const ServiceNotice& worst = complaints.front();
  const bool told =
      memory.complaint == worst.message && now < memory.complained_at + told_again_after;
  if (!told) {
    memory.complaint = worst.message;
    memory.complained_at = now;
    complaint.notice = worst;
  }
  complaint.again_at = memory.complained_at + told_again_after;
  return complaint;
}

}  // namespace drydock::ecs
