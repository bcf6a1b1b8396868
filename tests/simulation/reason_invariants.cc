#include "tests/simulation/reason_invariants.h"

#include <algorithm>
#include <utility>

#include "emulator/cloudwatch/alarm.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "model/ecs/service_deployment.h"
#include "tests/simulation/judgement.h"

namespace drydock::simulation {
namespace {

using cloudwatch::MetricAlarm;
using ecs::GivenUpBy;
using ecs::HookRun;
using ecs::ServiceDeployment;
using HookAction = model::ecs::DeploymentLifecycleHookAction;
using HookStatus = model::ecs::DeploymentLifecycleHookStatus;

bool is_over(const HookRun& run) {
  return run.status == HookStatus::succeeded || run.status == HookStatus::failed ||
         run.status == HookStatus::timed_out;
}

/// Whether the deployment goes back since the run has ended as it has.
bool sends_back(const ServiceDeployment& deployment, const HookRun& run) {
  if (run.status == HookStatus::failed) return true;
  if (run.status != HookStatus::timed_out) return false;
  const auto& hook =
      deployment.configuration.lifecycle_hooks->at(static_cast<std::size_t>(run.hook));
  const auto& timeout = hook.timeout_configuration;
  return !timeout || timeout->action.value_or(HookAction::rollback) == HookAction::rollback;
}

bool goes_by(const ServiceDeployment& deployment, const std::string& alarm) {
  const auto& alarms = deployment.configuration.alarms;
  return alarms && alarms->enable &&
         std::ranges::find(alarms->alarm_names, alarm) != alarms->alarm_names.end();
}

}  // namespace

ReasonInvariants::ReasonInvariants(const SimulatedWorld& simulated, Findings& findings)
    : simulated_(simulated), findings_(findings) {
  look_back();
}

/// How long alarms have been as they are is not known any more.
void ReasonInvariants::look_back() {
  deployments_.clear();
  alarms_.clear();
  const Store& store = simulated_.store();
  for (const auto& [key, deployment] : store.table<ServiceDeployment>(simulated_.world).rows()) {
    deployments_.emplace(key, deployment);
  }
  for (const auto& [name, alarm] : store.table<MetricAlarm>(simulated_.world).rows()) {
    hear_of_alarm(name);
  }
}

void ReasonInvariants::hear_of_outage() { acting_since_ = simulated_.clock.now(); }

void ReasonInvariants::hear(const Change& change) {
  if (change.kind == Change::Kind::erased) {
    if (change.table == ServiceDeployment::table) deployments_.erase(std::string(change.key));
    return;
  }
  if (change.table == MetricAlarm::table) hear_of_alarm(change.key);
  if (change.table == ServiceDeployment::table) hear_of_deployment(change.key);
}

void ReasonInvariants::hear_of_alarm(std::string_view name) {
  const auto& record = *simulated_.store().find<MetricAlarm>(simulated_.world, name);
  const bool in_alarm = record.state == cloudwatch::StateValue::alarm;
  const TimePoint now = simulated_.clock.now();
  const auto [place, is_new] = alarms_.try_emplace(std::string(name), Alarm{in_alarm, now, {}});
  Alarm& alarm = place->second;
  if (is_new || alarm.in_alarm == in_alarm) return;
  alarm = {.in_alarm = in_alarm,
           .since = now,
           .quiet_before = in_alarm ? now - alarm.since : Duration()};
}

void ReasonInvariants::hear_of_deployment(std::string_view key) {
  const auto& now = *simulated_.store().find<ServiceDeployment>(simulated_.world, key);
  const auto [place, is_new] = deployments_.try_emplace(std::string(key), now);
  const ServiceDeployment before = std::exchange(place->second, now);
  if (is_new) return;
  if (before.traffic && now.traffic) {
    check_stage(before, now);
    check_runs(before, now);
  }
  if (now.given_up_by && !before.given_up_by) check_given_up(now);
}

void ReasonInvariants::check_stage(const ServiceDeployment& before, const ServiceDeployment& now) {
  if (now.traffic->stage == before.traffic->stage || now.rollback) return;
  for (const HookRun& run : before.traffic->hooks) {
    if (run.stage != before.traffic->stage) continue;
    if (!is_over(run) || sends_back(before, run)) violated(now, "leaves a stage before its hooks");
  }
}

void ReasonInvariants::check_runs(const ServiceDeployment& before, const ServiceDeployment& now) {
  for (const HookRun& run : now.traffic->hooks) {
    const auto had = std::ranges::find(before.traffic->hooks, run.id, &HookRun::id);
    if (had == before.traffic->hooks.end()) continue;
    if (is_over(*had) && had->status != run.status) violated(now, "ends a hook twice");
    const bool expires = run.status == HookStatus::timed_out && !is_over(*had);
    if (expires && simulated_.clock.now() < run.expires_at) {
      violated(now, "says too soon that a hook takes too long");
    }
  }
}

void ReasonInvariants::check_given_up(const ServiceDeployment& deployment) {
  if (deployment.given_up_by == GivenUpBy::lifecycle_hook) {
    const bool meant = std::ranges::any_of(
        deployment.traffic->hooks, [&](const HookRun& run) { return sends_back(deployment, run); });
    if (!meant) violated(deployment, "is given up for a hook that does not ask for it");
  }
  if (deployment.given_up_by == GivenUpBy::alarm) {
    const bool meant = std::ranges::any_of(alarms_, [&](const auto& alarm) {
      return goes_by(deployment, alarm.first) && alarm.second.in_alarm &&
             alarm.second.since >= deployment.created_at;
    });
    if (!meant) violated(deployment, "is given up for an alarm that is quiet, or was not before");
  }
}

void ReasonInvariants::check() {
  if (!simulated_.is_up() || !simulated_.watch().reachable()) return hear_of_outage();
  const Store& store = simulated_.store();
  for (const auto& [key, service] : store.table<ecs::Service>(simulated_.world).rows()) {
    if (service.status != ecs::ServiceStatus::active) continue;
    const auto* deployment = ecs::current_deployment(store, simulated_.world, service);
    if (deployment != nullptr && ecs::is_under_way(*deployment)) check_patience(*deployment);
  }
}

void ReasonInvariants::check_patience(const ServiceDeployment& deployment) {
  if (deployment.traffic) {
    for (const HookRun& run : deployment.traffic->hooks) {
      if (!is_over(run) && is_overdue(run.expires_at)) {
        violated(deployment, "waits for a hook whose time is over");
      }
    }
  }
  if (deployment.rollback || ecs::is_past_return(deployment)) return;
  for (const auto& [name, alarm] : alarms_) {
    if (!goes_by(deployment, name) || !alarm.in_alarm || alarm.since <= deployment.created_at) {
      continue;
    }
    // After a shorter rest the scheduler may not have seen that there was one.
    if (alarm.quiet_before <= simulated_.pace.scheduler_tick + notice) continue;
    if (is_overdue(alarm.since)) violated(deployment, "goes on in spite of alarm " + name);
  }
}

bool ReasonInvariants::is_overdue(TimePoint since) const {
  return std::max(since, acting_since_) + simulated_.pace.scheduler_tick + notice <
         simulated_.clock.now();
}

void ReasonInvariants::violated(const ServiceDeployment& deployment, const std::string& what) {
  findings_.add("service " + deployment.service + " has a deployment that " + what);
}

}  // namespace drydock::simulation
