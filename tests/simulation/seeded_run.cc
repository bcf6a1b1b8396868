#include "tests/simulation/seeded_run.h"

#include <algorithm>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/references.h"
#include "emulator/elb/target_group.h"
#include "model/ecs/service.h"
#include "tests/simulation/judgement.h"

namespace drydock::simulation {

using namespace std::chrono_literals;
using ecs::ServiceStatus;
using DeploymentStatus = model::ecs::ServiceDeploymentStatus;

namespace {

/// Whether all that a service runs is of images that are well when they are left alone.
bool can_be_well(const ecs::ServiceRevision& revision) {
  constexpr std::string_view unwell[] = {"ill", "flapping", "fickle", "crashing", "missing"};
  return std::ranges::none_of(unwell, [&](std::string_view image) {
    return revision.task_definition.find("/" + std::string(image) + "-") != std::string::npos;
  });
}

bool is_balanced(const SimulatedWorld& simulated, const ecs::ServiceRevision& revision) {
  return std::ranges::all_of(revision.load_balancers, [&](const auto& balancer) {
    const std::string arn = balancer.target_group_arn.value_or("");
    return simulated.store().template find<elb::TargetGroup>(simulated.world, arn) != nullptr &&
           elb::is_in_use(simulated.store(), simulated.world, arn);
  });
}

/// Whether its two percents let one task start beside the others, or one stop before.
bool can_move(const ecs::Service& service) {
  const auto& configuration = service.deployment_configuration;
  const int desired = service.desired_count;
  return percent_down(desired, configuration.maximum_percent, 200) > desired ||
         percent_up(desired, configuration.minimum_healthy_percent, 100) < desired;
}

/// Whether each instance has room for a daemon's task, or has it already.
bool has_room_everywhere(const SimulatedWorld& simulated, const ecs::Service& daemon) {
  constexpr std::int64_t most_needed = 256;  // With all that accompanies it.
  const Store& store = simulated.store();
  for (const auto& [key, instance] : store.table<ecs::ContainerInstance>(simulated.world).rows()) {
    if (instance.status != ecs::ContainerInstanceStatus::active) continue;
    std::int64_t free = instance.registered.memory_mib;
    bool has_one = false;
    for (const ecs::Task* task : store.table<ecs::Task>(simulated.world)
                                     .indexed(ecs::Task::instance_key("sim", instance.id))) {
      free -= task->reserved.memory_mib;
      has_one = has_one || task->service == daemon.name;
    }
    if (!has_one && free < most_needed) return false;
  }
  return true;
}

/// Whether all task sets that clients govern are of images that are well, and reached.
bool sets_have_hope(const SimulatedWorld& simulated, const ecs::Service& service) {
  return std::ranges::all_of(simulated.sets_of(service.name), [&](const ecs::TaskSet* set) {
    const auto& revision = ecs::revision_of(simulated.store(), simulated.world, *set);
    return set->external->draining || wanted_of(service, *set) == 0 ||
           (can_be_well(revision) && is_balanced(simulated, revision));
  });
}

/// Whether the service is to come to rest by itself when nothing hinders it any more.
bool has_hope(const SimulatedWorld& simulated, const std::string& name) {
  const ecs::Service* service = simulated.find_service(name);
  if (service == nullptr || service->status != ServiceStatus::active) return true;
  const ServiceShape shape = shape_of(*service);
  if (shape.external) return sets_have_hope(simulated, *service);
  if (shape.daemon && !has_room_everywhere(simulated, *service)) return false;
  const Store& store = simulated.store();
  const auto& deployment = *ecs::current_deployment(store, simulated.world, *service);
  const bool failed = deployment.status == DeploymentStatus::stopped ||
                      deployment.status == DeploymentStatus::rollback_failed;
  const auto& revision = ecs::revision_of(store, simulated.world,
                                          *ecs::primary_task_set(store, simulated.world, *service));
  return !failed && can_be_well(revision) && is_balanced(simulated, revision) && can_move(*service);
}

/// One task after another moves to its zone, each once the one before has proven itself.
Duration time_to_rebalance(const SimulatedWorld& simulated) {
  Duration longest{0};
  for (const auto& [key, service] : simulated.store().table<ecs::Service>(simulated.world).rows()) {
    if (service.status != ServiceStatus::active || lies_evenly(simulated, service)) continue;
    longest = std::max(longest, service.desired_count * (simulated.pace.proof_time + 1s));
  }
  return longest;
}

/// Every set has what it is to have, and says so; one that drains has gone.
bool are_settled(const SimulatedWorld& simulated, const ecs::Service& service) {
  std::size_t wanted = 0;
  for (const ecs::TaskSet* set : simulated.sets_of(service.name)) {
    const bool says_so = set->external->stability == model::ecs::StabilityStatus::steady_state;
    if (set->external->draining || !says_so || !is_steady(simulated, service, *set)) return false;
    wanted += static_cast<std::size_t>(wanted_of(service, *set));
  }
  const auto tasks = simulated.tasks_of(service.name);
  const auto there = std::ranges::count_if(
      tasks, [&](const ecs::Task* task) { return task->last_status != ecs::TaskStatus::stopped; });
  return static_cast<std::size_t>(there) == wanted;
}

/// How many instances are to have a task of the daemon. One that drains keeps what it has for a
/// while, and gets nothing new.
int instances_of_daemon(const SimulatedWorld& simulated, const ecs::Service& daemon) {
  const Store& store = simulated.store();
  const auto has_one = [&](const ecs::ContainerInstance& instance) {
    return std::ranges::any_of(store.table<ecs::Task>(simulated.world)
                                   .indexed(ecs::Task::instance_key("sim", instance.id)),
                               [&](const ecs::Task* task) { return task->service == daemon.name; });
  };
  int count = 0;
  for (const auto& [key, instance] : store.table<ecs::ContainerInstance>(simulated.world).rows()) {
    if (instance.status == ecs::ContainerInstanceStatus::inactive) continue;
    const bool drains = instance.status == ecs::ContainerInstanceStatus::draining;
    if (!drains || (keeps_daemons(simulated, instance) && has_one(instance))) ++count;
  }
  return count;
}

}  // namespace

bool is_settled(const SimulatedWorld& simulated, const std::string& name) {
  if (!simulated.is_up()) return false;
  const ecs::Service* service = simulated.find_service(name);
  if (service == nullptr || service->status == ServiceStatus::inactive) return true;
  if (service->status == ServiceStatus::draining) return false;
  if (shape_of(*service).external) return are_settled(simulated, *service);
  const Store& store = simulated.store();
  if (ecs::task_sets_of(store, simulated.world, *service).size() != 1) return false;
  const auto tasks = simulated.tasks_of(name);
  const auto running = std::ranges::count_if(tasks, [&](const ecs::Task* task) {
    return task->last_status == ecs::TaskStatus::running &&
           task->desired_status == ecs::DesiredStatus::running &&
           task->deployment_id == service->task_set && !is_to_be_moved(simulated, *task) &&
           has_its_container(simulated, *task);
  });
  const auto remaining = std::ranges::count_if(
      tasks, [](const ecs::Task* task) { return task->last_status != ecs::TaskStatus::stopped; });
  const bool daemon = shape_of(*service).daemon;
  if (daemon && running != instances_of_daemon(simulated, *service)) return false;
  const auto status = ecs::current_deployment(store, simulated.world, *service)->status;
  const bool completed =
      status == DeploymentStatus::successful || status == DeploymentStatus::rollback_successful;
  return completed && running == service->desired_count && remaining == running &&
         lies_evenly(simulated, *service);
}

SeededRun::SeededRun(std::uint64_t seed, const Weather& weather, Telling telling)
    : weather_(weather),
      simulated_(seed, weather.world),
      storm_(simulated_, seed, weather.longest_pause, [this](std::string_view what) {
        if (chronicle_) chronicle_->note("storm", what);
      }) {
  if (telling == Telling::all) chronicle_.emplace(simulated_);
}

void SeededRun::play() {
  for (const TimePoint end = simulated_.clock.now() + weather_.lasts;
       simulated_.clock.now() < end;) {
    storm_.strike();
    invariants_.look_at_clients();
    pass(storm_.pause());
  }
  invariants_.check_history();
  storm_.calm();
  invariants_.look_at_clients();
  settle("come to rest by itself", [&](const std::string& name) {
    return is_settled(simulated_, name) || !has_hope(simulated_, name);
  });
  invariants_.check_history();
  storm_.mend();
  invariants_.look_at_clients();
  settle("come to rest when it is mended",
         [&](const std::string& name) { return is_settled(simulated_, name); });
  invariants_.check_history();
  storm_.delete_all();
  invariants_.look_at_clients();
  settle("go away when it is deleted", [&](const std::string& name) {
    return is_settled(simulated_, name) && simulated_.tasks_alone().empty();
  });
  invariants_.check_end();
  if (!simulated_.engine.containers().empty()) note("containers are left in the end");
}

std::string SeededRun::findings() const {
  std::string text = findings_;
  for (const std::string& violation : invariants_.violations()) text += violation + "\n";
  for (const std::string& loss : simulated_.losses()) text += loss + "\n";
  for (const std::string& breakdown : simulated_.client.breakdowns()) text += breakdown + "\n";
  return text;
}

const std::string& SeededRun::story() const {
  static const std::string untold;
  return chronicle_ ? chronicle_->text() : untold;
}

void SeededRun::pass(Duration span) {
  const TimePoint limit = simulated_.clock.now() + span;
  while (simulated_.step(limit)) invariants_.check();
  invariants_.check_now_and_then();
}

void SeededRun::settle(const std::string& otherwise,
                       const std::function<bool(const std::string& service)>& is_done) {
  const auto all_done = [&] {
    return simulated_.is_up() && std::ranges::all_of(storm_.services(), is_done);
  };
  const TimePoint bound =
      simulated_.clock.now() + weather_.settles_within + time_to_rebalance(simulated_);
  while (!all_done() && simulated_.clock.now() < bound) pass(1s);
  if (all_done()) return;
  for (const std::string& name : storm_.services()) {
    if (!is_done(name)) note("service " + name + " does not " + otherwise);
  }
  note_tasks();
}

/// Which tasks have not come to their end, and where they are.
void SeededRun::note_tasks() {
  for (const auto& [key, task] : simulated_.store().table<ecs::Task>(simulated_.world).rows()) {
    if (task.last_status == ecs::TaskStatus::stopped) continue;
    note("  task " + task.id.substr(0, 8) + " of " + task.service + " is " +
         std::string(to_text(task.last_status)) + " and is to be " +
         std::string(to_text(task.desired_status)) + " (" + task.stopped_reason + ")");
  }
}

std::string play(std::uint64_t seed, const Weather& weather) {
  SeededRun run(seed, weather);
  run.play();
  if (run.findings().empty()) return "";
  SeededRun again(seed, weather, Telling::all);
  again.play();
  return again.story() + "\n" + again.findings();
}

}  // namespace drydock::simulation
