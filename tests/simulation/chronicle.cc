#include "tests/simulation/chronicle.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/service.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_health.h"
#include "emulator/json/described_json.h"
#include "model/ecs/service_deployment.h"
#include "model/elbv2/target_group.h"
#include "tests/simulation/words.h"

namespace drydock::simulation {
namespace {

/// The name in a service's key.
std::string_view name_of(std::string_view service_key) {
  return service_key.substr(service_key.find('/') + 1);
}

}  // namespace

Chronicle::Chronicle(SimulatedWorld& simulated) : simulated_(simulated) {
  simulated_.on_change([this](const Change& change) { hear(change); });
  simulated_.on_kill([this] { note("drydock", "is killed"); });
  simulated_.on_restart([this] { begin_again(); });
}

void Chronicle::note(std::string_view who, std::string_view what) {
  char head[64];
  const auto since = simulated_.clock.now() - simulated_.began_at;
  std::snprintf(head, sizeof head, "%10.3f  %-14.*s  ", static_cast<double>(since.count()) / 1000,
                static_cast<int>(who.size()), who.data());
  text_.append(head).append(what).append("\n");
}

/// What the run before did last may not have been kept: what is there now was told before.
void Chronicle::begin_again() {
  note("drydock", "is there again");
  last_event_.clear();
  told_.clear();
  tasks_.clear();
  const Store& store = simulated_.store();
  for (const auto& [key, service] : store.table<ecs::Service>(simulated_.world).rows()) {
    if (!service.events.empty()) last_event_[key] = service.events.front().id;
  }
  for (const auto& [key, task] : store.table<ecs::Task>(simulated_.world).rows()) {
    tasks_[key] = {task.last_status, task.desired_status, task.health_status};
  }
}

void Chronicle::hear(const Change& change) {
  if (change.kind == Change::Kind::erased) {
    const bool tells = change.table == elb::Target::table || change.table == ecs::TaskSet::table;
    if (tells) note("", std::string(change.key) + " is gone");
    return;
  }
  if (change.table == ecs::Service::table) return hear_of_service(change.key);
  if (change.table == ecs::ServiceDeployment::table) return hear_of_deployment(change.key);
  if (change.table == ecs::TaskSet::table) return hear_of_task_set(change.key);
  if (change.table == ecs::Task::table) return hear_of_task(change.key);
  if (change.table == elb::Target::table) return hear_of_target(change.key);
}

void Chronicle::hear_of_service(std::string_view key) {
  const ecs::Service& service = *simulated_.store().find<ecs::Service>(simulated_.world, key);
  std::string& last = last_event_[std::string(key)];
  std::vector<const ecs::ServiceEvent*> fresh;
  for (const ecs::ServiceEvent& event : service.events) {
    if (event.id == last) break;
    fresh.push_back(&event);
  }
  for (auto event = fresh.rbegin(); event != fresh.rend(); ++event) {
    note(service.name, "tells: " + short_ids((*event)->message));
  }
  if (!service.events.empty()) last = service.events.front().id;
  std::string state = std::string(word_of(service.status)) + ", desired " +
                      std::to_string(service.desired_count) + ", PRIMARY " +
                      short_ids(service.task_set);
  if (std::string& told = told_["service " + std::string(key)]; told != state) {
    note(service.name, "is " + state);
    told = std::move(state);
  }
}

void Chronicle::hear_of_deployment(std::string_view key) {
  const auto& deployment = *simulated_.store().find<ecs::ServiceDeployment>(simulated_.world, key);
  std::string state = std::string(to_text(deployment.status)) + ", " +
                      std::to_string(deployment.breaker.failures) + " failed";
  if (deployment.traffic) {
    state += ", " + json::to_json(deployment.traffic->stage);
    for (const ecs::HookRun& run : deployment.traffic->hooks) {
      state += ", hook " + std::string(to_text(run.status));
    }
  }
  std::string& told = told_["deployment " + std::string(key)];
  if (told == state) return;
  note(name_of(deployment.service), "deployment " + deployment.id.substr(0, 8) + " of revision " +
                                        short_ids(deployment.target_revision) + " is " + state);
  told = std::move(state);
}

void Chronicle::hear_of_task_set(std::string_view key) {
  const ecs::TaskSet& set = *simulated_.store().find<ecs::TaskSet>(simulated_.world, key);
  std::string state = "is to have " + std::to_string(set.requested) + ", " +
                      std::to_string(set.failures.rounds) + " failed rounds";
  if (set.external) {
    const std::string stability(to_text(set.external->stability));
    state += ", " + (set.external->draining ? "drains" : stability);
  }
  std::string& told = told_["set " + std::string(key)];
  if (told == state) return;
  note(name_of(set.service), short_ids(set.id) + " " + state);
  told = std::move(state);
}

void Chronicle::hear_of_task(std::string_view key) {
  const ecs::Task& task = *simulated_.store().find<ecs::Task>(simulated_.world, key);
  const std::string who = task.service.empty() ? "task" : task.service;
  const std::string what = "task " + short_ids(task.id) + " ";
  const ToldTask now{task.last_status, task.desired_status, task.health_status};
  const auto [place, is_new] = tasks_.try_emplace(std::string(key), now);
  ToldTask& told = place->second;
  if (is_new) {
    return note(who, what + "of " + short_ids(task.deployment_id) + " is " +
                         std::string(ecs::to_text(now.status)));
  }
  if (now.desired != told.desired) {
    note(who, what + "is to stop: " + short_ids(task.stopped_reason));
  }
  if (now.status != told.status) note(who, what + "is " + std::string(ecs::to_text(now.status)));
  if (now.health != told.health) note(who, what + "is " + std::string(ecs::to_text(now.health)));
  told = now;
}

void Chronicle::hear_of_target(std::string_view key) {
  const elb::Target& target = *simulated_.store().find<elb::Target>(simulated_.world, key);
  std::string state(to_text(*elb::describe(target.health).state));
  std::string& told = told_["target " + std::string(key)];
  if (told == state) return;
  note("target", target.id + ":" + std::to_string(target.port) + " is " + state);
  told = std::move(state);
}

}  // namespace drydock::simulation
