#include "tests/emulator/ecs/service_fixture.h"

#include <algorithm>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdlib>
#include <sstream>
#include <utility>

#include "emulator/ecs/deployment/set_slots.h"
#include "model/ecs/service.h"
#include "model/ecs/task.h"

namespace drydock::ecs {
namespace {

using model::ecs::TaskStopCode;

std::string short_name(const std::string& task_set) { return task_set.substr(8); }

std::string in_words(const EnterStage& entered) {
  std::string name;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<LifecycleStage>>([&](auto one) {
    if (one.value == entered.stage) name = one.name;
  });
  return name + " " + std::to_string(entered.production) + " " + std::to_string(entered.test);
}

/// An action in short words; empty for what is no decision.
struct InWords {
  std::string operator()(const StartTasks& start) const {
    const std::string replacing =
        start.replacing > 0 ? " replacing " + std::to_string(start.replacing) : "";
    std::string placed;
    for (const std::string& id : start.instances) placed += (placed.empty() ? " on " : ",") + id;
    return "start " + std::to_string(start.count) + " of " + short_name(start.task_set) +
           replacing + placed + (start.rebalancing ? " to rebalance" : "");
  }
  std::string operator()(const StopTask& stop) const { return "stop " + stop.task_id; }
  std::string operator()(const RegisterTarget& action) const {
    return "register " + action.task_id + " as " + action.target.id + ":" +
           std::to_string(action.target.port);
  }
  std::string operator()(const DeregisterTarget& action) const {
    return "drain " + action.target.id + ":" + std::to_string(action.target.port);
  }
  std::string operator()(const NoteTask&) const { return ""; }
  std::string operator()(const ScaleTaskSet&) const { return ""; }
  std::string operator()(const NoteFailures& note) const {
    return "failures of " + short_name(note.task_set) + ": " + std::to_string(note.failures.tasks);
  }
  std::string operator()(const NoteStability& note) const {
    return short_name(note.task_set) + " is " + std::string(model::to_text(note.stability));
  }
  std::string operator()(const CompleteDeployment&) const { return "complete"; }
  std::string operator()(const FailDeployment&) const { return "fail"; }
  std::string operator()(const RollBackDeployment&) const { return "roll back"; }
  std::string operator()(const NoteAlarms& note) const {
    return "alarms " + std::to_string(note.alarms.standing.size()) + " " +
           std::to_string(note.alarms.triggered.size());
  }
  std::string operator()(const EnterStage& entered) const { return in_words(entered); }
  std::string operator()(const ExpireHook& hook) const { return "expire " + hook.id; }
  std::string operator()(const RemoveTaskSet& removal) const {
    return "remove " + short_name(removal.task_set);
  }
  std::string operator()(const EndService&) const { return "inactive"; }
  std::string operator()(const PostEvent&) const { return ""; }
  std::string operator()(const Remember&) const { return ""; }
};

/// A different address for each task: "A1" has 10.0.1.1, "B2" 10.0.2.2.
std::string address_of(std::string_view id) {
  return "10.0." + std::to_string(id[0] - 'A' + 1) + "." + std::string(id.substr(1));
}

}  // namespace

ServiceFixture::ServiceFixture(int desired, int minimum_healthy_percent, int maximum_percent) {
  service_.name = "web";
  service_.cluster = "shop";
  service_.desired_count = desired;
  service_.deployment_configuration.minimum_healthy_percent = minimum_healthy_percent;
  service_.deployment_configuration.maximum_percent = maximum_percent;
  service_.scheduler.steady_told_at = now;
}

ServiceFixture& ServiceFixture::deploy(std::string_view name) {
  const std::string revision(name);
  revisions_[revision] = {.id = revision, .service = service_.key()};
  revisions_[revision].load_balancers = service_.load_balancers;
  deployment_ = {.id = revision, .service = service_.key()};
  deployment_.target_revision = revision;
  TaskSet set{.id = task_set_id(revision), .service = service_.key(), .revision = revision};
  set.deployment = revision;
  set.requested = service_.desired_count;
  sets_.insert(sets_.begin(), std::move(set));
  service_.task_set = task_set_id(revision);
  service_.deployment = revision;
  service_.scheduler.steady_told_at.reset();
  return *this;
}

ServiceFixture& ServiceFixture::task_set(std::string_view name, double scale) {
  const std::string revision(name);
  service_.deployment_controller = {.type = model::ecs::DeploymentControllerType::external};
  revisions_[revision] = {.id = revision, .service = service_.key()};
  revisions_[revision].load_balancers = service_.load_balancers;
  TaskSet set{.id = task_set_id(revision), .service = service_.key(), .revision = revision};
  set.requested = computed_desired_count(service_.desired_count, scale);
  set.external = ExternalControl{.scale = scale};
  sets_.insert(sets_.begin(), std::move(set));
  return *this;
}

ServiceFixture& ServiceFixture::completed() {
  deployment_.status = model::ecs::ServiceDeploymentStatus::successful;
  service_.last_completed_revision = deployment_.target_revision;
  service_.scheduler.steady_told_at = now;
  return *this;
}

ServiceFixture& ServiceFixture::behind_load_balancer() {
  const model::ecs::LoadBalancer load_balancer{
      .target_group_arn = "web-tg", .container_name = "app", .container_port = 8080};
  service_.load_balancers = {load_balancer};
  for (auto& [id, revision] : revisions_) revision.load_balancers = service_.load_balancers;
  return *this;
}

ServiceFixture& ServiceFixture::tasks(std::string_view words) {
  std::istringstream stream{std::string(words)};
  for (std::string word; stream >> word;) {
    const std::size_t colon = word.find(':');
    add_task(word.substr(0, colon), std::string_view(word).substr(colon + 1));
  }
  return *this;
}

void ServiceFixture::add_task(const std::string& id, std::string_view condition) {
  Task task;
  task.id = id;
  task.service = "web";
  task.deployment_id = "ecs-svc/" + id.substr(0, 1);
  task.availability_zone = "us-east-1a";
  task.created_at = now - std::chrono::minutes(10);
  task.last_status = TaskStatus::running;
  task.network_interface.emplace().private_ipv4_address = address_of(id);
  task.containers = {{.name = "app"}};
  ServiceTask view;
  const auto stop = [&](TaskStatus status, TaskStopCode code) {
    task.last_status = status;
    task.desired_status = DesiredStatus::stopped;
    task.stop_code = code;
  };
  const bool ran = condition != "pending" && condition != "failed";
  if (ran) task.started_at = now - std::chrono::minutes(9);

  if (condition == "pending") {
    task.last_status = TaskStatus::activating;
  } else if (condition == "unproven") {
    task.started_at = now;
  } else if (condition == "healthy") {
    task.notes.was_healthy = true;
  } else if (condition == "unhealthy") {
    view.containers = CheckVerdict::failing;
    task.notes.unhealthy_told = true;
  } else if (condition == "leaving") {
    stop(TaskStatus::running, TaskStopCode::service_scheduler_initiated);
  } else if (condition == "stopping") {
    stop(TaskStatus::stopping, TaskStopCode::service_scheduler_initiated);
  } else if (condition == "gone") {
    stop(TaskStatus::stopped, TaskStopCode::service_scheduler_initiated);
  } else if (condition == "stopped") {
    stop(TaskStatus::stopped, TaskStopCode::user_initiated);
  } else if (condition == "failed") {
    stop(TaskStatus::stopped, TaskStopCode::task_failed_to_start);
  } else if (condition == "crashed") {
    stop(TaskStatus::stopped, TaskStopCode::essential_container_exited);
  } else {
    std::abort();
  }

  if (ran && !service_.load_balancers.empty()) {
    task.targets = {{.target_group_arn = "web-tg", .id = address_of(id), .port = 8080}};
    const bool well = condition == "healthy" || condition == "leaving";
    view.targets = {{.health = elb::TargetHealth{.state = well ? elb::TargetState::healthy
                                                               : elb::TargetState::initial}}};
  }
  tasks_.insert_or_assign(id, std::move(task));
  views_.insert_or_assign(id, std::move(view));
}

TaskSet& ServiceFixture::set(std::string_view revision) {
  return *std::ranges::find(sets_, revision, &TaskSet::revision);
}

Task& ServiceFixture::task(std::string_view id) { return tasks_.find(id)->second; }

ServiceTask& ServiceFixture::view_of(std::string_view id) { return views_.find(id)->second; }

ServicePlan ServiceFixture::plan() const {
  std::vector<ServiceTask> views;
  for (const auto& [id, task] : tasks_) {
    views.push_back(views_.find(id)->second);
    views.back().task = &task;
  }
  std::vector<ServiceTaskSet> sets;
  for (const TaskSet& set : sets_) {
    const ServiceRevision& revision = revisions_.find(set.revision)->second;
    sets.push_back(
        {.set = &set, .revision = &revision, .load_balancers = resolved_load_balancers(revision)});
  }
  return ecs::plan({.service = service_,
                    .deployment = &deployment_,
                    .sets = sets,
                    .tasks = views,
                    .in_alarm = in_alarm,
                    .engine_reachable = engine_reachable,
                    .engine_watched_since = engine_watched_since,
                    .instance_id = "i-1",
                    .now = now,
                    .pace = pace,
                    .placement = placement,
                    .subnets = subnets});
}

std::vector<std::string> ServiceFixture::decisions() const {
  std::vector<std::string> words;
  for (const ServiceAction& action : plan().actions) {
    const auto* note = std::get_if<NoteFailures>(&action);
    if (note != nullptr && note->failures.tasks == kept_failures(note->task_set)) continue;
    std::string word = std::visit(InWords{}, action);
    if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

int ServiceFixture::kept_failures(const std::string& task_set) const {
  return std::ranges::find(sets_, task_set, &TaskSet::id)->failures.tasks;
}

int ServiceFixture::planned_slots(std::string_view revision) const {
  for (const ServiceAction& action : plan().actions) {
    const auto* scale = std::get_if<ScaleTaskSet>(&action);
    if (scale != nullptr && short_name(scale->task_set) == revision) return scale->requested;
  }
  return std::ranges::find(sets_, revision, &TaskSet::revision)->requested;
}

std::vector<std::string> ServiceFixture::events() const {
  std::vector<std::string> messages;
  for (const ServiceAction& action : plan().actions) {
    if (const auto* event = std::get_if<PostEvent>(&action))
      messages.push_back(event->notice.message);
  }
  return messages;
}

SchedulerMemory ServiceFixture::memory() const {
  for (const ServiceAction& action : plan().actions) {
    if (const auto* remember = std::get_if<Remember>(&action)) return remember->memory;
  }
  return service_.scheduler;
}

StartFailures ServiceFixture::planned_failures() const {
  for (const ServiceAction& action : plan().actions) {
    if (const auto* note = std::get_if<NoteFailures>(&action)) return note->failures;
  }
  return sets_.front().failures;
}

void ServiceFixture::keep_notes() {
  const ServicePlan made = plan();
  for (const ServiceAction& action : made.actions) {
    if (const auto* note = std::get_if<NoteTask>(&action)) task(note->task_id).notes = note->notes;
    if (const auto* remember = std::get_if<Remember>(&action)) {
      service_.scheduler = remember->memory;
    }
    if (const auto* failed = std::get_if<NoteFailures>(&action)) failures() = failed->failures;
  }
}

}  // namespace drydock::ecs
