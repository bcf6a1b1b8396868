#include "emulator/codedeploy/deployment.h"

#include <algorithm>

namespace drydock::codedeploy {
namespace {

using model::codedeploy::DeploymentStatus;
using model::codedeploy::LifecycleEventStatus;
using model::codedeploy::TrafficRoute;

std::string listener_of(const std::optional<TrafficRoute>& route) {
  const bool has_one = route && route->listener_arns && !route->listener_arns->empty();
  return has_one ? route->listener_arns->front() : std::string();
}

const model::codedeploy::TargetGroupPairInfo& pair_of(const Deployment& deployment) {
  return deployment.load_balancer_info.target_group_pair_info_list->front();
}

}  // namespace

std::string_view event_name(LifecycleEvent event) {
  switch (event) {
    case LifecycleEvent::before_install:
      return "BeforeInstall";
    case LifecycleEvent::install:
      return "Install";
    case LifecycleEvent::after_install:
      return "AfterInstall";
    case LifecycleEvent::allow_test_traffic:
      return "AllowTestTraffic";
    case LifecycleEvent::after_allow_test_traffic:
      return "AfterAllowTestTraffic";
    case LifecycleEvent::before_allow_traffic:
      return "BeforeAllowTraffic";
    case LifecycleEvent::allow_traffic:
      return "AllowTraffic";
    case LifecycleEvent::after_allow_traffic:
      break;
  }
  return "AfterAllowTraffic";
}

bool is_under_way(const Deployment& deployment) {
  return deployment.status != DeploymentStatus::succeeded &&
         deployment.status != DeploymentStatus::failed &&
         deployment.status != DeploymentStatus::stopped;
}

const EventRun* current_event(const Deployment& deployment) {
  const auto current = std::ranges::find_if(deployment.events, [](const EventRun& run) {
    return run.status == LifecycleEventStatus::pending ||
           run.status == LifecycleEventStatus::in_progress;
  });
  return current == deployment.events.end() ? nullptr : &*current;
}

std::optional<std::string> app_spec_of(const model::codedeploy::RevisionLocation& revision) {
  if (revision.app_spec_content) return revision.app_spec_content->content;
  if (revision.string) return revision.string->content;
  return std::nullopt;
}

std::string production_listener(const Deployment& deployment) {
  return listener_of(pair_of(deployment).prod_traffic_route);
}

std::string test_listener(const Deployment& deployment) {
  return listener_of(pair_of(deployment).test_traffic_route);
}

std::vector<std::string> alarms_of(const Deployment& deployment) {
  const auto& chosen = deployment.override_alarms ? deployment.override_alarms : deployment.alarms;
  std::vector<std::string> names;
  if (!chosen || !chosen->enabled.value_or(false) || !chosen->alarms) return names;
  for (const auto& alarm : *chosen->alarms) names.push_back(alarm.name.value_or(""));
  return names;
}

bool rolls_back_on(const Deployment& deployment, model::codedeploy::AutoRollbackEvent event) {
  const auto& rules = deployment.auto_rollback;
  return rules && rules->enabled.value_or(false) && rules->events &&
         std::ranges::find(*rules->events, event) != rules->events->end();
}

}  // namespace drydock::codedeploy
