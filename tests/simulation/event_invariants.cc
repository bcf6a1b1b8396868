#include "tests/simulation/event_invariants.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/elb/target_group.h"
#include "model/ecs/service_deployment.h"
#include "model/ecs/task.h"
#include "tests/simulation/judgement.h"

namespace drydock::simulation {
namespace {

using ecs::Service;
using ecs::ServiceDeployment;
using ecs::Task;
using Status = model::ecs::ServiceDeploymentStatus;

/// After so long it may tell again that it is steady.
constexpr Duration told_again_after = std::chrono::hours(6);

bool holds(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

/// What stands between the two in the text; empty where they do not.
std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t from = text.find(before);
  if (from == text.npos) return "";
  const std::size_t begin = from + before.size();
  const std::size_t end = text.find(after, begin);
  return end == text.npos ? "" : std::string(text.substr(begin, end - begin));
}

int number_after(std::string_view text, std::string_view before) {
  int number = -1;
  const std::size_t from = text.find(before);
  if (from == text.npos) return number;
  const char* begin = text.data() + from + before.size();
  std::from_chars(begin, text.data() + text.size(), number);
  return number;
}

/// The ids in "(task A) (task B)".
std::set<std::string> task_ids(std::string_view text) {
  constexpr std::string_view mark = "(task ";
  std::set<std::string> ids;
  for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
    const std::size_t begin = at + mark.size();
    ids.emplace(text.substr(begin, text.find(')', begin) - begin));
  }
  return ids;
}

bool is_ill(const SimulatedWorld& simulated, const Task& task, bool for_its_container) {
  if (for_its_container) {
    return std::ranges::any_of(task.containers, [](const ecs::Container& container) {
      return container.health.status == ecs::HealthStatus::unhealthy;
    });
  }
  return std::ranges::any_of(task.targets, [&](const ecs::TaskTarget& target) {
    const auto* found = find_target(simulated, task, target);
    return found == nullptr || found->health.state == elb::TargetState::unhealthy ||
           found->health.state == elb::TargetState::draining;
  });
}

bool says(const Task& task, std::string_view reason) {
  return task.stopped_reason.starts_with(reason) ||
         std::ranges::any_of(task.containers, [&](const ecs::Container& container) {
           return container.reason.value_or("").starts_with(reason);
         });
}

}  // namespace

EventInvariants::EventInvariants(SimulatedWorld& simulated, Findings& findings)
    : simulated_(simulated), findings_(findings) {}

/// What was not kept was not told either.
void EventInvariants::look_back() {
  moments_.clear();
  last_.clear();
  tasks_.clear();
  deployments_.clear();
  hear_of_outage();
  const Store& store = simulated_.store();
  for (const auto& [key, service] : store.table<Service>(simulated_.world).rows()) {
    if (!service.events.empty()) last_[key] = service.events.front().id;
  }
  for (const auto& [key, task] : store.table<Task>(simulated_.world).rows()) {
    tasks_[key] = {.asked_to_stop = task.desired_status == ecs::DesiredStatus::stopped,
                   .targets = task.targets.size()};
  }
  for (const auto& [key, deployment] : store.table<ServiceDeployment>(simulated_.world).rows()) {
    deployments_[key] = deployment;
  }
}

void EventInvariants::hear(const Change& change) {
  if (change.kind == Change::Kind::erased) return;
  if (change.table == Task::table) return hear_of_task(change.key);
  if (change.table == elb::Target::table) return hear_of_target(change.key);
  if (change.table == ServiceDeployment::table) return hear_of_deployment(change.key);
  if (change.table == Service::table) return hear_of_events(change.key);
  if (change.table == ecs::TaskSet::table) return hear_of_task_set(change.key);
  if (change.table == ecs::ContainerInstance::table) disturb_all();  // Tasks may have to move.
}

/// One that clients govern has been made, or is to have another number of tasks.
void EventInvariants::hear_of_task_set(std::string_view key) {
  const auto& set = *simulated_.store().find<ecs::TaskSet>(simulated_.world, key);
  const bool changes = set.external && set.external->stability_at == simulated_.clock.now() &&
                       set.external->stability == model::ecs::StabilityStatus::stabilizing;
  if (changes) calm_[set.service].disturbed = true;
}

void EventInvariants::disturb_all() {
  for (auto& [key, calm] : calm_) calm.disturbed = true;
}

void EventInvariants::hear_of_outage() { disturb_all(); }

void EventInvariants::hear_of_task(std::string_view key) {
  const Task& task = *simulated_.store().find<Task>(simulated_.world, key);
  if (task.service.empty()) return;
  Moment& moment = moments_[Task::service_key(task.cluster, task.service)];
  const auto [place, is_new] = tasks_.try_emplace(std::string(key));
  Past& past = place->second;
  if (is_new) moment.started.insert(task.id);
  const bool asked = task.desired_status == ecs::DesiredStatus::stopped;
  if (asked && !std::exchange(past.asked_to_stop, asked) && is_stopped_by_scheduler(task)) {
    if (task.last_status < ecs::TaskStatus::running) {
      ++moment.stopped_pending;
    } else {
      moment.stopped_running.insert(task.id);
    }
  }
  for (; past.targets < task.targets.size(); ++past.targets) {
    ++moment.registered[task.targets[past.targets].target_group_arn];
  }
}

void EventInvariants::hear_of_target(std::string_view key) {
  const auto& target = *simulated_.store().find<elb::Target>(simulated_.world, key);
  const auto* owner = simulated_.store().find<Task>(simulated_.world, target.owner);
  if (owner == nullptr || owner->desired_status != ecs::DesiredStatus::stopped) return;
  if (target.deregistered_at != simulated_.clock.now()) return;
  ++moments_["sim/" + owner->service].deregistered[target.target_group_arn];
}

void EventInvariants::hear_of_deployment(std::string_view key) {
  const auto& now = *simulated_.store().find<ServiceDeployment>(simulated_.world, key);
  const auto [place, is_new] = deployments_.try_emplace(std::string(key), now);
  const ServiceDeployment before = std::exchange(place->second, now);
  if (is_new) calm_[now.service].disturbed = true;
  Moment& moment = moments_[now.service];
  const auto becomes = [&](Status status) {
    return now.status == status && before.status != status;
  };
  if (becomes(Status::successful) || becomes(Status::rollback_successful)) ++moment.completed;
  if (becomes(Status::rollback_failed) || (now.given_up_by && !before.given_up_by)) {
    ++moment.given_up;
  }
  if (now.rollback && !before.rollback) ++moment.rolled_back;
}

void EventInvariants::hear_of_events(std::string_view key) {
  const Service& service = *simulated_.store().find<Service>(simulated_.world, key);
  moments_[std::string(key)];
  Calm& calm = calm_[std::string(key)];
  if (std::exchange(calm.desired, service.desired_count) != service.desired_count) {
    calm.disturbed = true;
  }
  std::string& last = last_[std::string(key)];
  std::vector<const ecs::ServiceEvent*> fresh;
  for (const ecs::ServiceEvent& event : service.events) {
    if (event.id == last) break;
    fresh.push_back(&event);
  }
  for (auto event = fresh.rbegin(); event != fresh.rend(); ++event) {
    read(service, (*event)->message);
  }
  last = service.events.empty() ? "" : service.events.front().id;
}

void EventInvariants::read(const Service& service, const std::string& message) {
  if (!holds(message, "service " + service.name)) violated(service, "tells as another: " + message);
  Moment& moment = moments_[service.key()];
  const bool known = read_of_tasks(moment, service, message) || read_of_targets(moment, message) ||
                     read_of_deployment(moment, message) || read_of_calm(service, message) ||
                     read_of_balance(service, message) || read_of_illness(service, message) ||
                     read_of_task_set(service, message) || read_complaint(service, message);
  if (!known) violated(service, "tells what is not known: " + message);
}

bool EventInvariants::read_of_tasks(Moment& moment, const Service& service,
                                    const std::string& message) {
  const auto tell = [&](std::set<std::string>& told, int count) {
    const auto ids = task_ids(message);
    if (std::ssize(ids) != count) violated(service, "tells another number: " + message);
    for (const std::string& id : ids) {
      if (!told.insert(id).second) violated(service, "tells twice of task " + id);
    }
  };
  if (holds(message, " has started ")) {
    tell(moment.told_started, number_after(message, " has started "));
  } else if (holds(message, " running tasks: ") || holds(message, " due to AZ rebalancing: ")) {
    tell(moment.told_stopped, number_after(message, " has stopped "));
  } else if (holds(message, " pending tasks.")) {
    moment.told_pending += number_after(message, " stopped ");
  } else {
    return holds(message, " has begun draining connections on ");
  }
  return true;
}

bool EventInvariants::read_of_targets(Moment& moment, const std::string& message) {
  const std::string group = between(message, " targets in (target-group ", ")");
  if (holds(message, " registered ")) {
    moment.told_registered[group] += number_after(message, " registered ");
  } else if (holds(message, " deregistered ")) {
    moment.told_deregistered[group] += number_after(message, " deregistered ");
  } else {
    return false;
  }
  return true;
}

bool EventInvariants::read_of_deployment(Moment& moment, const std::string& message) {
  if (holds(message, " deployment completed.")) {
    ++moment.told_completed;
  } else if (holds(message, " deployment failed: ")) {
    ++moment.told_given_up;
  } else if (holds(message, " rolling back to deployment ")) {
    ++moment.told_rolled_back;
  } else {
    return false;
  }
  return true;
}

bool EventInvariants::read_of_calm(const Service& service, const std::string& message) {
  if (!holds(message, " has reached a steady state.")) return false;
  if (!all_well(simulated_, service)) violated(service, "tells that it is steady and is not");
  Calm& calm = calm_[service.key()];
  const TimePoint now = simulated_.clock.now();
  if (!calm.disturbed && now < calm.told_at + told_again_after) {
    violated(service, "tells again that it is steady");
  }
  calm.told_at = now;
  calm.disturbed = false;
  return true;
}

bool EventInvariants::read_of_balance(const Service& service, const std::string& message) {
  if (holds(message, " is AZ balanced with ")) {
    if (!lies_evenly(simulated_, service)) violated(service, "tells that it is even and is not");
    return true;
  }
  return holds(message, " is not AZ balanced with ") || holds(message, " stopped AZ Rebalancing.");
}

bool EventInvariants::read_of_task_set(const Service& service, const std::string& message) {
  const bool of_count = holds(message, " updated computedDesiredCount for taskSet ");
  if (!of_count && !holds(message, " updated state to STEADY_STATE.")) return false;
  const std::string id =
      between(message, of_count ? " for taskSet " : ", taskSet ", of_count ? " to " : ")");
  const auto sets = simulated_.sets_of(service.name);
  const auto set = std::ranges::find(sets, id, &ecs::TaskSet::id);
  if (set == sets.end()) {
    violated(service, "tells of no task set: " + message);
  } else if (of_count) {
    if (number_after(message, id + " to ") != wanted_of(service, **set)) {
      violated(service, "tells another count: " + message);
    }
  } else if (!is_steady(simulated_, service, **set)) {
    violated(service, "tells that a task set is steady and it is not: " + message);
  }
  return true;
}

bool EventInvariants::read_of_illness(const Service& service, const std::string& message) {
  const bool of_container = holds(message, " failed container health checks.");
  const bool of_target = holds(message, " is unhealthy in (target-group ");
  if (!of_container && !of_target) return holds(message, " due to TARGET IS NOT FOUND.");
  const std::string id = between(message, "(task ", ")");
  const int port = number_after(message, "(port ");
  for (const Task* task : simulated_.tasks_of(service.name)) {
    const bool meant =
        id.empty()
            ? std::ranges::any_of(
                  task->targets, [&](const ecs::TaskTarget& target) { return target.port == port; })
            : task->id == id;
    if (!meant || task->last_status > ecs::TaskStatus::running) continue;
    if (!is_ill(simulated_, *task, of_container)) {
      violated(service, "tells of an illness that is none: " + message);
    }
    if (std::exchange(tasks_[task->key()].ill_told, true)) {
      violated(service, "tells again of an illness: " + message);
    }
    return true;
  }
  violated(service, "tells of an illness of no task: " + message);
  return true;
}

bool EventInvariants::read_complaint(const Service& service, const std::string& message) {
  if (holds(message, "Reason: the container engine does not answer")) {
    if (simulated_.watch().reachable()) violated(service, "complains of an engine that answers");
  } else if (holds(message, " was unable to place a task. Reason: ")) {
    std::string why = message.substr(message.find("Reason: ") + 8);
    if (why.ends_with('.')) why.pop_back();
    const auto tasks = simulated_.tasks_of(service.name);
    if (std::ranges::none_of(tasks, [&](const Task* task) { return says(*task, why); })) {
      violated(service, "complains of what no task says: " + message);
    }
  } else if (holds(message, " due to TARGET GROUP IS NOT FOUND.")) {
    const std::string group = between(message, " in target-group ", " due to");
    if (simulated_.store().find<elb::TargetGroup>(simulated_.world, group) != nullptr) {
      violated(service, "complains of a group that is there");
    }
  } else if (holds(message, " met an error of drydock's own ")) {
    violated(service, message);
  } else {
    return holds(message, " is unable to consistently start tasks successfully.") ||
           holds(message, " because of the service deployment configuration.") ||
           holds(message, " because no container instance met all of its requirements.") ||
           holds(message, " waits for the container engine in ");
  }
  return true;
}

void EventInvariants::check() {
  const auto moments = std::exchange(moments_, {});
  for (const auto& [key, moment] : moments) {
    check_moment(key, moment);
    const auto* service = simulated_.store().find<Service>(simulated_.world, key);
    if (service != nullptr) check_calm(*service);
  }
}

/// What clients did themselves needs no event.
void EventInvariants::look_at_clients() {
  for (auto& [key, moment] : moments_) moment.deregistered = moment.told_deregistered;
  check();
}

void EventInvariants::check_moment(const std::string& key, const Moment& moment) {
  const auto compare = [&](bool same, const std::string& what) {
    if (!same) findings_.add("service " + key + " does not tell truly of what it has " + what);
  };
  compare(moment.started == moment.told_started, "started");
  compare(moment.stopped_running == moment.told_stopped, "stopped");
  compare(moment.stopped_pending == moment.told_pending, "stopped before it ran");
  compare(moment.registered == moment.told_registered, "registered");
  compare(moment.deregistered == moment.told_deregistered, "deregistered");
  compare(moment.completed == moment.told_completed, "completed");
  compare(moment.given_up == moment.told_given_up, "given up");
  compare(moment.rolled_back == moment.told_rolled_back, "rolled back");
}

void EventInvariants::check_calm(const Service& service) {
  if (!all_well(simulated_, service)) calm_[service.key()].disturbed = true;
  for (const Task* task : simulated_.tasks_of(service.name)) {
    Past& past = tasks_[task->key()];
    if (past.ill_told && is_healthy(simulated_, *task)) past.ill_told = false;
  }
}

void EventInvariants::violated(const Service& service, const std::string& what) {
  findings_.add("service " + service.key() + " " + what);
}

}  // namespace drydock::simulation
