#include "emulator/ecs/scheduler/task_news.h"

#include <algorithm>
#include <utility>

#include "emulator/ecs/scheduler/circuit_breaker.h"
#include "emulator/ecs/scheduler/service_events.h"

namespace drydock::ecs {
namespace {

using model::ecs::DeploymentRolloutState;

/// Empty where nothing says more than the stop code does. That an image could not be pulled is told
/// by the task; what else kept a container from starting, by the container alone.
std::string why_it_never_started(const Task& task) {
  const auto says_more = [](const std::string& reason) {
    return reason.find("Error") != std::string::npos;
  };
  if (says_more(task.stopped_reason)) return task.stopped_reason;
  for (const Container& container : task.containers) {
    if (container.reason && says_more(*container.reason)) return *container.reason;
  }
  return {};
}

/// Whether what happens to this task now counts for or against a rollout.
bool is_on_trial(const Census& census, const SurveyedTask& task) {
  return task.is_new() && census.is_in(DeploymentRolloutState::in_progress);
}

/// It was healthy, and RUNNING for long enough that what happens to it now says nothing of its
/// start: a check that it passed early is evidence of health, none of staying up.
bool has_proven_itself(const ServiceView& view, const SurveyedTask& task) {
  return task.notes.was_healthy && time_running(task.record(), view.now) >= view.pace.proof_time;
}

/// Tasks that were started together and fail one by one are one round.
void back_off(const ServiceView& view, Census& census, const SurveyedTask& task, TaskEnd end) {
  if (has_proven_itself(view, task)) return;
  StartFailures& failures = census.failures_of(task);
  if (task.record().created_at < failures.start_not_before) return;
  ++failures.rounds;
  failures.start_not_before =
      view.now + restart_delay(view.pace, failures.rounds, end == TaskEnd::crashed);
  census.counts_of(task).failing = true;
}

void note_health(const ServiceView& view, Census& census, SurveyedTask& task, TaskNews& news) {
  SchedulerNotes& notes = task.notes;
  if (task.diagnosis.condition == TaskCondition::unhealthy && !notes.unhealthy_told) {
    notes.unhealthy_told = true;
    news.events.push_back(events::unhealthy(view.service, *task.view, *task.diagnosis.ailment));
  }
  if (task.diagnosis.condition != TaskCondition::healthy) return;
  notes.unhealthy_told = false;
  if (std::exchange(notes.was_healthy, true)) return;
  const bool forgives = circuit_breaker(view.service).reset_on_healthy_task;
  if (forgives && is_on_trial(census, task)) census.failures_of(task).tasks = 0;
}

/// How far a set whose starts have failed is from being trusted again.
struct Trust {
  bool is_complete = false;  ///< It misses nothing, and all of its tasks have proven themselves.
  bool has_proof = false;    ///< One that was started since the failure has.
};

Trust trust_in(const ServiceView& view, const Census& census, std::size_t place, TaskNews& news) {
  const SetCounts& set = place == 0 ? census.counts.primary : census.counts.old[place - 1];
  Trust trust{.is_complete = set.healthy > 0 && set.healthy == good(set) && missing(set) == 0};
  for (const SurveyedTask& task : census.tasks) {
    const bool in_set = (task.old_set ? *task.old_set + 1 : 0) == place;
    if (!in_set || task.diagnosis.condition != TaskCondition::healthy) continue;
    const TimePoint proven_at = *task.record().started_at + view.pace.proof_time;
    if (view.now < proven_at) {
      trust.is_complete = false;
      news.proven_at = std::min(news.proven_at.value_or(proven_at), proven_at);
    } else if (task.record().created_at >= census.failures[place].start_not_before) {
      trust.has_proof = true;
    }
  }
  return trust;
}

void note_proofs(const ServiceView& view, Census& census, TaskNews& news) {
  for (std::size_t place = 0; place < census.failures.size(); ++place) {
    StartFailures& failures = census.failures[place];
    if (failures.rounds == 0) continue;
    const Trust trust = trust_in(view, census, place, news);
    if (!trust.is_complete && !trust.has_proof) continue;
    failures.rounds = 0;
    failures.start_not_before = {};
    (place == 0 ? census.counts.primary : census.counts.old[place - 1]).failing = false;
  }
}

void note_failure(const ServiceView& view, Census& census, const SurveyedTask& task, TaskEnd end,
                  TaskNews& news) {
  const Task& record = task.record();
  const bool outlived_an_outage =
      view.engine_watched_since && record.created_at < *view.engine_watched_since;
  if (!view.engine_reachable || outlived_an_outage) return;
  StartFailures& failures = census.failures_of(task);
  if (is_on_trial(census, task)) ++failures.tasks;
  back_off(view, census, task, end);
  const bool told_in_general = failures.rounds >= consistent_failure_rounds;
  if (end != TaskEnd::never_started || told_in_general) return;
  std::string reason = why_it_never_started(record);
  if (reason.ends_with('.')) reason.pop_back();
  if (!reason.empty()) news.complaints.push_back(events::unable_to_place(view.service, reason));
}

void note_end(const ServiceView& view, Census& census, SurveyedTask& task, TaskNews& news) {
  if (task.notes.failure_noted) return;
  const TaskEnd end = how_it_ended(task.record());
  if (end == TaskEnd::none) return;
  task.notes.failure_noted = true;
  note_failure(view, census, task, end, news);
}

}  // namespace

TaskNews take_news(const ServiceView& view, Census& census) {
  TaskNews news;
  for (SurveyedTask& task : census.tasks) note_health(view, census, task, news);
  note_proofs(view, census, news);
  for (SurveyedTask& task : census.tasks) note_end(view, census, task, news);
  return news;
}

void note_unhealthy_end(const ServiceView& view, Census& census, SurveyedTask& task) {
  task.notes.failure_noted = true;
  if (is_on_trial(census, task)) ++census.failures_of(task).tasks;
  back_off(view, census, task, TaskEnd::crashed);
}

Duration restart_delay(const Pace& pace, int failed_rounds, bool reached_running) {
  const Duration longest = reached_running
                               ? std::min(aws_scheduler_tick, pace.longest_restart_delay)
                               : pace.longest_restart_delay;
  Duration delay = pace.first_restart_delay;
  for (int round = 1; round < failed_rounds && delay < longest; ++round) delay *= 2;
  return std::min(delay, longest);
}

}  // namespace drydock::ecs
