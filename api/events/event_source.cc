#include "api/events/event_source.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "api/ecs/container_instance_description.h"
#include "api/ecs/task_description.h"
#include "api/events/daemon_events.h"
#include "emulator/base/arn.h"
#include "emulator/codedeploy/application.h"
#include "emulator/codedeploy/deployment.h"
#include "emulator/ecr/image.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon_deployment.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/events/rule.h"
#include "emulator/json/shape_json.h"

namespace drydock::events::api {
namespace {

using Status = model::ecs::ServiceDeploymentStatus;

constexpr std::string_view ecs_source = "aws.ecs";

/// What gave it up, if anything has. A way back fails by its tasks.
ecs::GivenUpBy culprit_of(const ecs::ServiceDeployment& deployment) {
  if (deployment.status == Status::rollback_failed) return ecs::GivenUpBy::circuit_breaker;
  return deployment.given_up_by.value_or(ecs::GivenUpBy::circuit_breaker);
}

/// How AWS words the failure of a hook is not known.
std::string failure_by(ecs::GivenUpBy culprit) {
  switch (culprit) {
    case ecs::GivenUpBy::alarm:
      return "ECS deployment failed: alarm detected.";
    case ecs::GivenUpBy::lifecycle_hook:
      return "ECS deployment failed: lifecycle hook failed.";
    case ecs::GivenUpBy::circuit_breaker:
    case ecs::GivenUpBy::client:
      break;
  }
  return "ECS deployment circuit breaker: task failed to start.";
}

/// The deployment's changes that its status tells of, in AWS's words. On its way back it is one
/// deployment that has failed and another that begins.
std::vector<DeploymentChange> changes_of(const ecs::ServiceDeployment& deployment) {
  const std::string target = ecs::task_set_id(deployment.target_revision);
  const std::string goal = ecs::task_set_id(ecs::goal_of(deployment));
  const TimePoint at = deployment.updated_at;
  const DeploymentChange failed{"ERROR", "SERVICE_DEPLOYMENT_FAILED", target,
                                failure_by(culprit_of(deployment)), at};
  const DeploymentChange completed{"INFO", "SERVICE_DEPLOYMENT_COMPLETED", goal,
                                   "ECS deployment " + goal + " completed.", at};
  const std::string in_progress = "ECS deployment " + goal + " in progress.";
  const auto begun = [&](std::string reason) {
    return DeploymentChange{"INFO", "SERVICE_DEPLOYMENT_IN_PROGRESS", goal, std::move(reason), at};
  };
  switch (deployment.status) {
    case Status::in_progress:
      return {begun(in_progress)};
    case Status::successful:
    case Status::rollback_successful:
      return {completed};
    case Status::rollback_in_progress:
      if (deployment.rollback && deployment.rollback->requested) return {begun(in_progress)};
      if (culprit_of(deployment) != ecs::GivenUpBy::circuit_breaker) {
        return {failed, begun(in_progress)};
      }
      return {failed,
              begun("ECS deployment circuit breaker: rolling back to deploymentId " + goal + ".")};
    case Status::rollback_failed:
      return {failed};
    case Status::stopped:
      // One that a newer deployment has stopped was not given up.
      if (deployment.breaker.triggered || deployment.given_up_by) return {failed};
      return {};
    case Status::pending:
    case Status::stop_requested:
    case Status::rollback_requested:
      return {};
  }
  return {};
}

/// Its type and its name, in AWS's words.
std::pair<std::string, std::string> named(ecs::ServiceEventName name) {
  switch (name) {
    case ecs::ServiceEventName::service_steady_state:
      return {"INFO", "SERVICE_STEADY_STATE"};
    case ecs::ServiceEventName::taskset_steady_state:
      return {"INFO", "TASKSET_STEADY_STATE"};
    case ecs::ServiceEventName::service_desired_count_updated:
      return {"INFO", "SERVICE_DESIRED_COUNT_UPDATED"};
    case ecs::ServiceEventName::tasks_stopped:
      return {"INFO", "TASKS_STOPPED"};
    case ecs::ServiceEventName::service_task_start_impaired:
      return {"WARN", "SERVICE_TASK_START_IMPAIRED"};
    case ecs::ServiceEventName::service_rebalancing_started:
      return {"INFO", "SERVICE_REBALANCING_STARTED"};
    case ecs::ServiceEventName::service_rebalancing_completed:
      return {"INFO", "SERVICE_REBALANCING_COMPLETED"};
    case ecs::ServiceEventName::service_rebalancing_stopped:
      return {"INFO", "SERVICE_REBALANCING_STOPPED"};
    case ecs::ServiceEventName::tasks_started:
      return {"INFO", "TASKS_STARTED"};
    case ecs::ServiceEventName::taskset_scale_in_failure_by_task_protection:
      return {"INFO", "TASKSET_SCALE_IN_FAILURE_BY_TASK_PROTECTION"};
    case ecs::ServiceEventName::service_task_placement_failure:
      break;
  }
  return {"ERROR", "SERVICE_TASK_PLACEMENT_FAILURE"};
}

/// The service action that a line of its event log is; nothing for what is none.
std::optional<ServiceAction> action_of(const World& world, const ecs::Service& service,
                                       const ecs::ServiceEvent& event) {
  if (!event.name) return std::nullopt;
  auto [type, name] = named(*event.name);
  ServiceAction action{.event_type = std::move(type),
                       .event_name = std::move(name),
                       .cluster_arn = service.cluster_arn,
                       .reason = event.reason,
                       .desired_count = event.desired_count,
                       .created_at = event.created_at};
  for (const std::string& id : event.tasks) {
    action.task_arns.push_back(ecs::task_arn(world, service.cluster, id));
  }
  if (event.name != ecs::ServiceEventName::service_task_placement_failure) return action;
  for (const auto& item : service.capacity_provider_strategy) {
    action.capacity_provider_arns.push_back(
        make_arn("ecs", world, "capacity-provider/" + item.capacity_provider));
  }
  return action;
}

/// The word for a deployment of CodeDeploy's in such a state; empty where none is told.
std::string_view state_word(model::codedeploy::DeploymentStatus status) {
  using CodeDeployStatus = model::codedeploy::DeploymentStatus;
  switch (status) {
    case CodeDeployStatus::in_progress:
      return "START";
    case CodeDeployStatus::ready:
      return "READY";
    case CodeDeployStatus::succeeded:
      return "SUCCESS";
    case CodeDeployStatus::failed:
      return "FAILURE";
    case CodeDeployStatus::stopped:
      return "STOP";
    case CodeDeployStatus::created:
    case CodeDeployStatus::queued:
    case CodeDeployStatus::baking:
      break;
  }
  return {};
}

std::string arn_of(const World& world, const ecs::ServiceDeployment& deployment,
                   const Store& store) {
  const auto* service = store.find<ecs::Service>(world, deployment.service);
  return service == nullptr ? std::string() : service->arn;
}

model::ecs::ContainerInstance shown(const Store& store, const World& world,
                                    const ecs::ContainerInstance& instance) {
  return ecs::api::describe(instance, store, world, {});
}

std::string state_of(const Store& store, const World& world,
                     const ecs::ContainerInstance& instance) {
  json::Writer writer;
  json::encode(writer, shown(store, world, instance));
  return std::string(writer.text());
}

/// Forgets a record that is no more.
template <class Record, class Values>
bool is_erased(const Record* record, Values& known, const std::string& key) {
  if (record == nullptr) known.erase(key);
  return record == nullptr;
}

}  // namespace

EventSource::EventSource(Store& store, const Clock& clock, IdSource& ids, EventBus& bus)
    : store_(store), clock_(clock), ids_(ids), bus_(bus) {
  store_.on_change([this](const Change& change) { hear(change); });
}

void EventSource::start() {
  active_ = true;
  for (const World& world : store_.worlds()) {
    if (bus_.is_heard(world)) known_.insert_or_assign(world, learn(world));
  }
}

EventSource::Known EventSource::learn(const World& world) const {
  Known known;
  for (const auto& [key, task] : store_.table<ecs::Task>(world).rows()) {
    known.task_versions.emplace(key, task.version);
  }
  for (const auto& [key, one] : store_.table<ecs::ServiceDeployment>(world).rows()) {
    known.deployment_states.emplace(key, static_cast<int>(one.status));
  }
  for (const auto& [key, one] : store_.table<ecs::DaemonDeployment>(world).rows()) {
    known.daemon_deployment_states.emplace(key, static_cast<int>(one.status));
  }
  for (const auto& [key, service] : store_.table<ecs::Service>(world).rows()) {
    if (!service.events.empty()) {
      known.last_service_events.emplace(key, service.events.front().id);
    }
  }
  for (const auto& [key, instance] : store_.table<ecs::ContainerInstance>(world).rows()) {
    known.instances.emplace(key, state_of(store_, world, instance));
  }
  for (const auto& [key, image] : store_.table<ecr::Image>(world).rows()) {
    known.image_tags.emplace(key, image.tags);
  }
  for (const auto& [key, one] : store_.table<codedeploy::Deployment>(world).rows()) {
    known.code_deploy_states.emplace(key, static_cast<int>(one.status));
  }
  return known;
}

/// A rule is heard here after the bus has heard it: what there is then is known, and not told.
void EventSource::hear(const Change& change) {
  if (!active_) return;
  if (!bus_.is_heard(change.world)) {
    if (!known_.empty()) known_.erase(change.world);
    return;
  }
  const auto found = known_.find(change.world);
  if (found == known_.end()) {
    known_.emplace(change.world, learn(change.world));
    return;
  }
  Known& known = found->second;
  const std::string key(change.key);
  if (change.table == ecs::Task::table) {
    tell_of_task(change.world, known, key);
  } else if (change.table == ecs::ServiceDeployment::table) {
    tell_of_deployment(change.world, known, key);
  } else if (change.table == ecs::DaemonDeployment::table) {
    tell_of_daemon_deployment(change.world, known, key);
  } else if (change.table == ecs::Service::table) {
    tell_of_service(change.world, known, key);
  } else if (change.table == ecs::ContainerInstance::table) {
    tell_of_instance(change.world, known, key);
  } else if (change.table == ecr::Image::table) {
    tell_of_image(change.world, known, key);
  } else if (change.table == codedeploy::Deployment::table) {
    tell_of_code_deploy(change.world, known, key);
  }
}

void EventSource::tell_of_task(const World& world, Known& known, const std::string& key) {
  const auto* task = store_.find<ecs::Task>(world, key);
  if (is_erased(task, known.task_versions, key)) return;
  std::int64_t& version = known.task_versions[key];
  if (std::exchange(version, task->version) == task->version) return;
  const auto* definition = ecs::find_revision(store_, world, task->task_definition_arn);
  tell(world, std::string(ecs_source), "ECS Task State Change", {task->arn},
       task_detail(ecs::api::describe(*task, definition, false), clock_.now()));
  if (is_impaired_start(*task)) {
    tell(world, std::string(ecs_source), "ECS Daemon Service Action", {task->arn},
         daemon_start_detail(world, *task, clock_.now()));
  }
  if (!task->container_instance.empty()) {
    tell_of_instance(world, known, task->cluster + "/" + task->container_instance);
  }
}

void EventSource::tell_of_deployment(const World& world, Known& known, const std::string& key) {
  const auto* deployment = store_.find<ecs::ServiceDeployment>(world, key);
  if (is_erased(deployment, known.deployment_states, key)) return;
  const int status = static_cast<int>(deployment->status);
  const auto [state, is_new] = known.deployment_states.emplace(key, status);
  if (!is_new && std::exchange(state->second, status) == status) return;
  for (const DeploymentChange& change : changes_of(*deployment)) {
    tell(world, std::string(ecs_source), "ECS Deployment State Change",
         {arn_of(world, *deployment, store_)}, deployment_detail(change));
  }
}

void EventSource::tell_of_daemon_deployment(const World& world, Known& known,
                                            const std::string& key) {
  const auto* deployment = store_.find<ecs::DaemonDeployment>(world, key);
  if (is_erased(deployment, known.daemon_deployment_states, key)) return;
  const int status = static_cast<int>(deployment->status);
  const auto [state, is_new] = known.daemon_deployment_states.emplace(key, status);
  if (!is_new && std::exchange(state->second, status) == status) return;
  tell(world, std::string(ecs_source), "ECS Daemon Deployment State Change",
       {ecs::daemon_arn(world, deployment->daemon)},
       daemon_deployment_detail(world, *deployment, clock_.now()));
}

/// The newest events come first, up to the one that was told last.
void EventSource::tell_of_service(const World& world, Known& known, const std::string& key) {
  const auto* service = store_.find<ecs::Service>(world, key);
  if (is_erased(service, known.last_service_events, key) || service->events.empty()) return;
  std::string& last = known.last_service_events[key];
  std::vector<ServiceAction> actions;
  for (const ecs::ServiceEvent& event : service->events) {
    if (event.id == last) break;
    if (auto action = action_of(world, *service, event)) actions.push_back(*std::move(action));
  }
  last = service->events.front().id;
  std::ranges::reverse(actions);
  for (const ServiceAction& action : actions) {
    tell(world, std::string(ecs_source), "ECS Service Action", {service->arn},
         service_detail(action));
  }
}

void EventSource::tell_of_instance(const World& world, Known& known, const std::string& key) {
  const auto* instance = store_.find<ecs::ContainerInstance>(world, key);
  if (is_erased(instance, known.instances, key)) return;
  std::string state = state_of(store_, world, *instance);
  std::string& before = known.instances[key];
  if (before == state) return;
  before = std::move(state);
  tell(world, std::string(ecs_source), "ECS Container Instance State Change", {instance->arn},
       instance_detail(shown(store_, world, *instance), clock_.now()));
}

void EventSource::tell_of_image(const World& world, Known& known, const std::string& key) {
  const auto* image = store_.find<ecr::Image>(world, key);
  const auto seen = known.image_tags.find(key);
  const bool was_there = seen != known.image_tags.end();
  const std::set<std::string> before = was_there ? seen->second : std::set<std::string>();
  const std::size_t at = key.find('@');
  ImageAction action{.action = image == nullptr ? "DELETE" : "PUSH",
                     .repository = key.substr(0, at),
                     .digest = key.substr(at + 1)};
  std::set<std::string> tags = before;
  if (image != nullptr) {
    tags = image->tags;
    std::erase_if(tags, [&](const std::string& tag) { return before.contains(tag); });
    known.image_tags[key] = image->tags;
  } else {
    known.image_tags.erase(key);
  }
  // One without a tag is told of when it comes and when it goes.
  if (tags.empty() && (image == nullptr || !was_there)) tags.insert("");
  for (const std::string& tag : tags) {
    action.tag = tag;
    tell(world, "aws.ecr", "ECR Image Action", {}, image_detail(action));
  }
}

/// One that goes on after it was READY has begun before, and is not told of anew.
void EventSource::tell_of_code_deploy(const World& world, Known& known, const std::string& key) {
  using CodeDeployStatus = model::codedeploy::DeploymentStatus;
  const auto* deployment = store_.find<codedeploy::Deployment>(world, key);
  if (is_erased(deployment, known.code_deploy_states, key)) return;
  const int status = static_cast<int>(deployment->status);
  const auto [state, is_new] = known.code_deploy_states.emplace(key, status);
  const int before = std::exchange(state->second, status);
  if (!is_new && before == status) return;
  const std::string_view word = state_word(deployment->status);
  const bool goes_on = deployment->status == CodeDeployStatus::in_progress &&
                       before == static_cast<int>(CodeDeployStatus::ready);
  if (word.empty() || goes_on) return;
  tell(world, "aws.codedeploy", "CodeDeploy Deployment State-change Notification",
       {codedeploy::application_arn(world, deployment->application),
        codedeploy::deployment_group_arn(world, deployment->application, deployment->group)},
       code_deploy_detail({.group_id = deployment->group_id,
                           .region = world.region,
                           .application = deployment->application,
                           .deployment = deployment->id,
                           .state = std::string(word),
                           .group = deployment->group}));
}

void EventSource::tell(const World& world, std::string source, std::string detail_type,
                       std::vector<std::string> resources, std::string detail) {
  bus_.publish(world, {.id = ids_.uuid(),
                       .detail_type = std::move(detail_type),
                       .source = std::move(source),
                       .time = clock_.now(),
                       .resources = std::move(resources),
                       .detail = std::move(detail)});
}

}  // namespace drydock::events::api
