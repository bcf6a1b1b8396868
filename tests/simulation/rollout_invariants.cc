#include "tests/simulation/rollout_invariants.h"

#include <algorithm>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/deployment/image_resolution.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/elb/traffic_split.h"
#include "model/ecs/service_deployment.h"
#include "model/ecs/task.h"
#include "tests/simulation/judgement.h"

namespace drydock::simulation {
namespace {

using ecs::Service;
using ecs::ServiceDeployment;
using ecs::Task;
using ecs::TaskSet;
using Status = model::ecs::ServiceDeploymentStatus;
using model::ecs::TaskStopCode;

bool is_under_way(Status status) {
  return status == Status::in_progress || status == Status::rollback_in_progress;
}

bool may_become(Status before, Status after) {
  if (before == after) return true;
  if (before == Status::in_progress) {
    return after == Status::successful || after == Status::stopped ||
           after == Status::rollback_in_progress;
  }
  return before == Status::rollback_in_progress &&
         (after == Status::rollback_successful || after == Status::rollback_failed ||
          after == Status::stopped);
}

/// A task that ends for one of these has failed.
bool has_failed(const Task& task) {
  return task.stop_code == TaskStopCode::task_failed_to_start ||
         task.stop_code == TaskStopCode::essential_container_exited ||
         (task.stop_code == TaskStopCode::service_scheduler_initiated &&
          task.stopped_reason.starts_with("Task failed "));
}

std::string set_key(const Service& service) { return service.key() + "/" + service.task_set; }

}  // namespace

RolloutInvariants::RolloutInvariants(SimulatedWorld& simulated, Findings& findings)
    : simulated_(simulated), findings_(findings) {}

/// Of what was not kept nobody was told. How many have failed until now is left out of account:
/// whose end was counted before the kill cannot be seen.
void RolloutInvariants::look_back() {
  deployments_.clear();
  failures_.clear();
  wanted_.clear();
  over_since_.clear();
  const Store& store = simulated_.store();
  for (const auto& [key, deployment] : store.table<ServiceDeployment>(simulated_.world).rows()) {
    deployments_.emplace(key, deployment);
  }
  for (const auto& [key, task] : store.table<Task>(simulated_.world).rows()) {
    wanted_.emplace(key, task.desired_status == ecs::DesiredStatus::running);
  }
  for (const auto& [key, set] : store.table<TaskSet>(simulated_.world).rows()) {
    failures_[key].told = set.failures.tasks;
    failures_[key].counted = failures_[key].seen = set.failures.tasks;
  }
  for (const auto& [key, service] : store.table<Service>(simulated_.world).rows()) {
    last_completed_[key] = service.last_completed_revision;
  }
}

void RolloutInvariants::hear(const Change& change) {
  if (change.table == TaskSet::table) return hear_of_set(change);
  if (change.kind == Change::Kind::erased) {
    if (change.table == ServiceDeployment::table) {
      deployments_.erase(deployments_.find(change.key));
    }
    return;
  }
  // What ran there is old to the scheduler from now on, also what it has not yet seen fail.
  if (change.table == ecs::ContainerInstance::table) {
    for (auto& [key, failures] : failures_) failures.certain = 0;
  }
  if (change.table == Service::table) changed_.emplace(change.key);
  if (change.table == ServiceDeployment::table) hear_of_deployment(change.key);
  if (change.table == Task::table) hear_of_task(change.key);
  if (change.table == elb::Target::table) {
    for (const auto& [key, service] : simulated_.store().table<Service>(simulated_.world).rows()) {
      changed_.emplace(key);
    }
  }
}

/// What happens in these moments may count or not.
void RolloutInvariants::hear_of_outage() {
  acting_since_ = simulated_.clock.now();
  over_since_.clear();
  for (auto& [key, failures] : failures_) failures.certain = 0;
}

void RolloutInvariants::hear_of_deployment(std::string_view key) {
  const auto& now = *simulated_.store().find<ServiceDeployment>(simulated_.world, key);
  const auto [place, is_new] = deployments_.try_emplace(std::string(key), now);
  const ServiceDeployment before = std::exchange(place->second, now);
  if (is_new) {
    return check_beginning(now);
  }
  if (!is_under_way(before.status)) {
    if (now != before) violated(now.service, "changes a deployment that has ended");
    return;
  }
  if (!may_become(before.status, now.status)) violated(now.service, "has a deployment astray");
  const Service* service = simulated_.store().find<Service>(simulated_.world, now.service);
  check_traffic(before, now);
  if (now.breaker.triggered && !before.breaker.triggered) check_given_up(*service, now);
  if (now.status == Status::rollback_failed) check_given_up(*service, now);
  if (now.rollback && !before.rollback) check_rollback(*service, now);
  if (now.status != before.status) hear_of_end(now);
}

void RolloutInvariants::check_beginning(const ServiceDeployment& deployment) {
  const std::string& service = deployment.service;
  if (deployment.status != Status::in_progress) violated(service, "begins a deployment at its end");
  const Store& store = simulated_.store();
  for (const auto& [key, other] :
       store.table<ServiceDeployment>(simulated_.world).members(service)) {
    if (other->id != deployment.id && is_under_way(other->status)) {
      violated(service, "is under two deployments");
    }
  }
  std::set<std::string> sources;
  for (const auto& [key, set] : store.table<TaskSet>(simulated_.world).members(service)) {
    sources.insert(set->revision);
  }
  const auto& told = deployment.source_revisions;
  if (sources != std::set<std::string>(told.begin(), told.end())) {
    violated(service, "does not say what it ran before");
  }
}

void RolloutInvariants::hear_of_end(const ServiceDeployment& deployment) {
  const Service& service = *simulated_.store().find<Service>(simulated_.world, deployment.service);
  // One that is overtaken in CLEAN_UP could not go back any more.
  if (deployment.status == Status::stopped && ecs::is_past_return(deployment)) {
    last_completed_[service.key()] = deployment.target_revision;
  }
  const bool completed =
      deployment.status == Status::successful || deployment.status == Status::rollback_successful;
  if (!completed) return;
  if (!all_well(simulated_, service)) {
    const Tally now = tally(simulated_, service);
    violated(service.key(), "has completed a deployment with " +
                                std::to_string(now.healthy_of_new) + " healthy new tasks of " +
                                std::to_string(service.desired_count) + ", " +
                                std::to_string(now.live) + " live and " +
                                std::to_string(now.stopping) + " stopping");
  }
  const auto* revision = simulated_.store().find<ecs::ServiceRevision>(
      simulated_.world, service.key() + "/" + ecs::goal_of(deployment));
  if (revision != nullptr && !serves_all(*revision)) {
    violated(service.key(), "has completed a deployment whose traffic goes elsewhere");
  }
  last_completed_[service.key()] =
      deployment.rollback ? deployment.rollback->revision : deployment.target_revision;
}

void RolloutInvariants::check_traffic(const ServiceDeployment& before,
                                      const ServiceDeployment& now) {
  if (!before.traffic || !now.traffic || now.rollback) return;
  using ecs::LifecycleStage;
  const bool next_step = before.traffic->stage == LifecycleStage::production_traffic_shift &&
                         now.traffic->stage == LifecycleStage::pre_production_traffic_shift;
  if (now.traffic->stage < before.traffic->stage && !next_step) {
    violated(now.service, "goes back to an earlier stage");
  }
}

/// Of each rule, the weight of the target group that this revision's tasks are registered with is
/// all that there is.
bool RolloutInvariants::serves_all(const ecs::ServiceRevision& revision) const {
  for (std::size_t place = 0; place < revision.target_groups.size(); ++place) {
    const auto& advanced = revision.load_balancers[place].advanced_configuration;
    if (!advanced) continue;
    const std::string& own = revision.target_groups[place];
    for (const elb::Share& share : elb::shares_of_rule(simulated_.store(), simulated_.world,
                                                       *advanced->production_listener_rule)) {
      if ((share.target_group_arn == own) != (share.weight > 0)) return false;
    }
  }
  return true;
}

void RolloutInvariants::check_given_up(const Service& service,
                                       const ServiceDeployment& deployment) {
  const std::string key = deployment.service + "/" + service.task_set;
  const auto* set = simulated_.store().find<TaskSet>(simulated_.world, key);
  const auto limit = breaker_limit(service);
  if (!limit) return violated(service.key(), "is given up by a breaker that is off");
  // An image that nobody finds fails a deployment, however many failures are allowed besides.
  const auto* target = simulated_.store().find<ecs::ServiceRevision>(
      simulated_.world, deployment.service + "/" + deployment.target_revision);
  if (target != nullptr && ecs::gave_up_resolving(*target)) return;
  if (set == nullptr || set->failures.tasks < *limit) {
    violated(service.key(), "is given up before " + std::to_string(*limit) + " tasks have failed");
  }
  if (all_well(simulated_, service)) violated(service.key(), "is given up while all is well");
}

void RolloutInvariants::check_rollback(const Service& service,
                                       const ServiceDeployment& deployment) {
  const std::string& last = last_completed_[service.key()];
  if (last.empty() || deployment.rollback->revision != last) {
    violated(service.key(), "is rolled back to " + deployment.rollback->revision +
                                ", and completed last was " + (last.empty() ? "none" : last));
  }
}

void RolloutInvariants::hear_of_task(std::string_view key) {
  const Task& task = *simulated_.store().find<Task>(simulated_.world, key);
  if (task.service.empty()) return;
  const Service& service = *simulated_.find_service(task.service);
  changed_.insert(service.key());
  const bool wanted = task.desired_status == ecs::DesiredStatus::running;
  const auto [place, is_new] = wanted_.try_emplace(std::string(key), wanted);
  const bool ends = !wanted && (is_new || place->second);
  place->second = wanted;
  if (ends && has_failed(task)) note_failure(service, task);
  const bool gets_well = task.notes.was_healthy && well_.insert(task.id).second;
  if (!gets_well) return;
  // One that was found well may be stopped in the same breath.
  if (wanted && !is_healthy(simulated_, task)) {
    violated(service.key(), "takes task " + task.id + " for healthy, which it is not");
  }
  if (breaker_forgives(service)) failures_[service.key() + "/" + task.deployment_id].certain = 0;
}

/// Certain is only what the scheduler is sure to see as well: not what happened while drydock was
/// not there, or the engine was not. A task that is to be moved is an old one to it.
void RolloutInvariants::note_failure(const Service& service, const Task& task) {
  const ServiceDeployment* deployment = deployment_of(service);
  const bool governed = shape_of(service).external;
  if (!governed && (deployment == nullptr || !is_under_way(deployment->status))) return;
  Failures& failures = failures_[service.key() + "/" + task.deployment_id];
  ++failures.seen;
  if (governed) return;
  if (task.deployment_id != service.task_set) return;
  failures.last_at = simulated_.clock.now();
  const bool is_seen = simulated_.watch().reachable() && task.created_at > acting_since_;
  if (is_seen && !is_to_be_moved(simulated_, task)) ++failures.certain;
}

void RolloutInvariants::hear_of_set(const Change& change) {
  if (change.kind == Change::Kind::erased) {
    failures_.erase(std::string(change.key));
    const std::string_view service = change.key.substr(0, change.key.find("/ecs-svc"));
    const std::string id(change.key.substr(service.size() + 1));
    const auto* row = simulated_.store().find<Service>(simulated_.world, service);
    if (row == nullptr || row->status == ecs::ServiceStatus::inactive) return;
    for (const Task* task : simulated_.tasks_of(row->name)) {
      if (task->deployment_id == id && task->last_status != ecs::TaskStatus::stopped) {
        return violated(service, "lets a task set go that has tasks");
      }
    }
    return;
  }
  const auto& set = *simulated_.store().find<TaskSet>(simulated_.world, change.key);
  Failures& failures = failures_[std::string(change.key)];
  const int now = set.failures.tasks;
  const bool set_back = now < failures.told;
  failures.counted += set_back ? now : now - failures.told;
  failures.told = now;
  if (set_back) failures.certain = std::min(failures.certain, now);
  if (failures.counted > failures.seen) {
    violated(set.service, "counts failures that nobody has seen");
    failures.counted = failures.seen;
  }
}

void RolloutInvariants::check() {
  if (!simulated_.is_up() || !simulated_.watch().reachable()) hear_of_outage();
  if (!simulated_.is_up()) return changed_.clear();
  const auto changed = std::exchange(changed_, {});
  for (const std::string& key : changed) check_service(key);
}

void RolloutInvariants::check_service(const std::string& key) {
  const auto* service = simulated_.store().find<Service>(simulated_.world, key);
  if (service == nullptr || service->status == ecs::ServiceStatus::inactive) return;
  if (shape_of(*service).external) return;
  check_primary(*service);
  if (service->status == ecs::ServiceStatus::active) check_patience(*service);
}

void RolloutInvariants::check_primary(const Service& service) {
  const auto* set = simulated_.store().find<TaskSet>(simulated_.world, set_key(service));
  const ServiceDeployment* deployment = deployment_of(service);
  if (set == nullptr || deployment == nullptr) return violated(service.key(), "has no PRIMARY");
  const auto* revision = simulated_.store().find<ecs::ServiceRevision>(
      simulated_.world, service.key() + "/" + set->revision);
  if (revision == nullptr) return violated(service.key(), "runs a revision that is not kept");
  const std::string& goal =
      deployment->rollback ? deployment->rollback->revision : deployment->target_revision;
  if (set->deployment != deployment->id || set->revision != goal) {
    violated(service.key(), "has a PRIMARY that its deployment is not about");
  }
  if (revision->task_definition != service.task_definition) {
    violated(service.key(), "does not say what its PRIMARY runs");
  }
}

/// What the scheduler is sure to have seen by now it has acted upon.
void RolloutInvariants::check_patience(const Service& service) {
  const TimePoint now = simulated_.clock.now();
  const ServiceDeployment& deployment = *deployment_of(service);
  const auto limit = breaker_limit(service);
  const Failures& failures = failures_[set_key(service)];
  const bool over = is_under_way(deployment.status) && !ecs::is_past_return(deployment) && limit &&
                    failures.told >= *limit && !all_well(simulated_, service);
  if (!over) {
    over_since_.erase(service.key());
  } else if (over_since_.try_emplace(service.key(), now).first->second +
                 simulated_.pace.scheduler_tick + notice <
             now) {
    violated(service.key(),
             "is not given up though " + std::to_string(failures.told) + " tasks have failed");
  }
  const bool noticed = failures.last_at + simulated_.pace.scheduler_tick + notice < now;
  if (is_under_way(deployment.status) && noticed && failures.told < failures.certain) {
    violated(service.key(), "counts " + std::to_string(failures.told) + " failed tasks of " +
                                std::to_string(failures.certain));
  }
}

const ServiceDeployment* RolloutInvariants::deployment_of(const Service& service) const {
  return ecs::current_deployment(simulated_.store(), simulated_.world, service);
}

void RolloutInvariants::violated(std::string_view service, const std::string& what) {
  findings_.add("service " + std::string(service) + " " + what);
}

}  // namespace drydock::simulation
