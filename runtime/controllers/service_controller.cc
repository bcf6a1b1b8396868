#include "runtime/controllers/service_controller.h"

#include <algorithm>
#include <utility>

#include "async/let_others.h"
#include "async/sleep.h"
#include "emulator/cloudwatch/alarm_state.h"
#include "emulator/ec2/default_network.h"
#include "emulator/ec2/lost_zone.h"
#include "emulator/ecs/capacity_providers.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/instance/local_instance.h"
#include "emulator/ecs/placement/daemon_instances.h"
#include "emulator/ecs/scheduler/service_scheduler.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/registration.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "runtime/controllers/service_actor.h"
#include "runtime/controllers/service_snapshot.h"
#include "runtime/controllers/service_tasks.h"

namespace drydock {
namespace asio = boost::asio;

namespace {

/// With what one plan starts, 100 tasks a tick.
constexpr int most_turns_in_a_tick = 4;

}  // namespace

ServiceControllers::ServiceControllers(Store& store, Clock& clock, IdSource& ids, const Pace& pace,
                                       EngineWatch& engine_watch, asio::any_io_executor executor)
    : store_(store),
      clock_(clock),
      ids_(ids),
      pace_(pace),
      engine_watch_(engine_watch),
      group_(std::move(executor)) {
  store_.on_change([this](const Change& change) { hear(change); });
  engine_watch_.on_reachability([this](bool reachable) { hear_engine(reachable); });
}

void ServiceControllers::start() {
  active_ = true;
  engine_watched_since_ = clock_.now();
  elb::find_owners(store_);
  ecs::find_blue(store_);
  for (const World& world : store_.worlds()) {
    for (const auto& [key, service] : store_.table<ecs::Service>(world).rows()) {
      take_up({world, key});
    }
  }
}

asio::awaitable<void> ServiceControllers::stop() {
  active_ = false;
  group_.cancel();
  co_await group_.wait();
}

asio::awaitable<void> ServiceControllers::run(Name service, Wake& changed) {
  Mishaps mishaps(store_, clock_, ids_, service.first, "service " + service.second, service.second);
  while (find_active(service) != nullptr) {
    const TimePoint planned_at = clock_.now();
    const Turn turned = co_await take_turns(service, mishaps);
    if (turned.pause) co_await sleep_for(clock_, *turned.pause);
    if (!turned.pause) co_await changed.wait_until(turned.wake_at);
    const TimePoint next_tick = planned_at + pace_.scheduler_tick;
    if (clock_.now() < next_tick) co_await await_tick(next_tick);
  }
  forget(service);
}

asio::awaitable<void> ServiceControllers::await_tick(TimePoint tick) {
  struct Awaiting {
    int& count;
    explicit Awaiting(int& loops) : count(loops) { ++count; }
    Awaiting(const Awaiting&) = delete;
    Awaiting& operator=(const Awaiting&) = delete;
    ~Awaiting() { --count; }
  };
  const Awaiting awaiting(awaiting_tick_);
  co_await sleep_until(clock_, tick);
}

asio::awaitable<ServiceControllers::Turn> ServiceControllers::take_turns(const Name& name,
                                                                         Mishaps& mishaps) {
  Turn turned = turn(name, mishaps);
  for (int left = most_turns_in_a_tick - 1; left > 0 && !turned.complete; --left) {
    co_await let_others();
    if (find_active(name) == nullptr) break;
    turned = turn(name, mishaps);
  }
  co_return turned;
}

ServiceControllers::Turn ServiceControllers::turn(const Name& name, Mishaps& mishaps) {
  try {
    return act(name);
  } catch (const std::exception& error) {
    return {.pause = mishaps.tell(error.what())};
  }
}

ServiceControllers::Turn ServiceControllers::act(const Name& name) {
  const World& world = name.first;
  const std::string& key = name.second;
  // State that an earlier drydock wrote has services without task sets.
  const ecs::Service& found = *find_active(name);
  if (found.task_set.empty() && !ecs::is_governed_outside(found)) {
    ecs::start_deployment(store_, world, found, ids_, clock_.now());
  }
  if (wants_instances(world, *find_active(name))) {
    ecs::ensure_instance(store_, world, find_active(name)->cluster, ids_, clock_.now());
  }
  std::optional<ecs::DaemonInstances> instances;
  if (ecs::is_daemon(*find_active(name))) {
    instances = ecs::daemon_instances(store_, world, *find_active(name));
    ecs::note_daemon_instances(store_, world, key, *instances);
  }
  const ecs::Service& service = *find_active(name);
  const ServiceSnapshot snapshot(store_, world, service, std::move(instances));
  note_target_groups(name, snapshot.sets());
  const ecs::ServicePlan plan = ecs::plan(
      {.service = service,
       .deployment = snapshot.deployment(),
       .sets = snapshot.sets(),
       .tasks = snapshot.tasks(),
       .in_alarm = watch_alarms(name, snapshot.deployment()),
       .engine_reachable = engine_watch_.reachable(),
       .engine_watched_since = engine_watched_since_,
       .instance_id = ec2::local_instance_id(world),
       .now = clock_.now(),
       .pace = pace_,
       .placement =
           [&](const ecs::TaskSet& set) { return placement_of(store_, world, service, set, ids_); },
       .subnets = [&](const ecs::TaskSet& set) { return fargate_subnets(store_, world, set); }});
  if (plan.wants_room || snapshot.waits_for_others()) {
    without_room_.insert(name);
  } else {
    without_room_.erase(name);
  }
  const bool complete = ServiceActor(store_, ids_, world, key, clock_.now()).apply(plan.actions);
  return {.complete = complete, .wake_at = plan.wake_at};
}

/// Of the alarms that the deployment goes by, those that are in ALARM; the service is looked at
/// again when an alarm changes.
std::vector<std::string> ServiceControllers::watch_alarms(
    const Name& name, const ecs::ServiceDeployment* deployment) {
  alarm_watchers_.erase(name);
  if (deployment == nullptr || !ecs::is_under_way(*deployment)) return {};
  const auto alarms = ecs::alarms_of(deployment->configuration);
  if (!alarms.empty()) alarm_watchers_.insert(name);
  return cloudwatch::alarms_in_alarm(store_, name.first, alarms);
}

/// Whether it is to have tasks that are not Fargate's.
bool ServiceControllers::wants_instances(const World& world, const ecs::Service& service) const {
  if (service.desired_count == 0 && !ecs::is_daemon(service)) return false;
  const auto sets = ecs::task_sets_of(store_, world, service);
  return std::ranges::any_of(sets, [&](const ecs::TaskSet* set) {
    const ecs::ServiceRevision& revision = ecs::revision_of(store_, world, *set);
    return !ecs::is_fargate(revision.launch_type, revision.capacity_provider_strategy);
  });
}

const ecs::Service* ServiceControllers::find_active(const Name& name) const {
  const auto* service = store_.find<ecs::Service>(name.first, name.second);
  const bool is_active = service != nullptr && service->status != ecs::ServiceStatus::inactive;
  return is_active ? service : nullptr;
}

/// Notes what to do, and changes nothing: the store is in the middle of a change.
void ServiceControllers::hear(const Change& change) {
  if (!active_) return;
  if (change.table == ecs::Service::table) {
    take_up({change.world, std::string(change.key)});
  } else if (change.table == ecs::Task::table) {
    const auto* task = store_.find<ecs::Task>(change.world, change.key);
    if (task != nullptr && !task->service.empty()) {
      wake({change.world, ecs::Task::service_key(task->cluster, task->service)});
    }
    if (task != nullptr && ecs::is_of_daemon(*task)) wake_cluster_of(change);
    if (task == nullptr || task->last_status == ecs::TaskStatus::stopped) wake_without_room();
  } else if (change.table == ecs::TaskSet::table) {
    const auto* set = store_.find<ecs::TaskSet>(change.world, change.key);
    if (set != nullptr && set->external) wake({change.world, set->service});
  } else if (change.table == ecs::ServiceDeployment::table) {
    const auto* deployment = store_.find<ecs::ServiceDeployment>(change.world, change.key);
    if (deployment != nullptr) wake({change.world, deployment->service});
  } else if (change.table == ecs::ContainerInstance::table || change.table == ecs::Daemon::table) {
    wake_cluster_of(change);
  } else if (change.table == ec2::LostZone::table) {
    for (const auto& [service, changed] : loops_) changed->notify();
  } else if (change.table == cloudwatch::MetricAlarm::table) {
    for (const Name& service : alarm_watchers_) {
      if (service.first == change.world) wake(service);
    }
  } else if (change.table == elb::Target::table) {
    wake_users({change.world, std::string(elb::group_of_target(change.key))});
  } else if (change.table == elb::TargetGroup::table) {
    wake_users({change.world, std::string(change.key)});
  }
}

/// A service that is new gets its loop; one that has a loop is looked at again.
void ServiceControllers::take_up(const Name& service) {
  const auto found = loops_.find(service);
  if (found != loops_.end()) return found->second->notify();
  if (find_active(service) == nullptr) return;
  auto changed = std::make_unique<Wake>(clock_, group_.executor());
  const auto added = loops_.emplace(service, std::move(changed)).first;
  group_.spawn("service " + service.second, run(service, *added->second));
}

void ServiceControllers::wake(const Name& service) {
  const auto found = loops_.find(service);
  if (found != loops_.end()) found->second->notify();
}

void ServiceControllers::wake_users(const Name& target_group) {
  const auto found = target_group_users_.find(target_group);
  if (found == target_group_users_.end()) return;
  for (const Name& service : found->second) wake(service);
}

/// What a task had of the machine may be what another service lacks, in any world.
void ServiceControllers::wake_without_room() {
  for (const Name& service : without_room_) wake(service);
}

/// The services of the cluster that the changed record is in, as its key says.
void ServiceControllers::wake_cluster_of(const Change& change) {
  wake_cluster(change.world, change.key.substr(0, change.key.find('/') + 1));
}

void ServiceControllers::wake_cluster(const World& world, std::string_view prefix) {
  for (auto loop = loops_.lower_bound({world, std::string(prefix)});
       loop != loops_.end() && loop->first.first == world && loop->first.second.starts_with(prefix);
       ++loop) {
    loop->second->notify();
  }
}

void ServiceControllers::hear_engine(bool reachable) {
  if (reachable) engine_watched_since_ = clock_.now();
  for (const auto& [service, changed] : loops_) changed->notify();
}

void ServiceControllers::note_target_groups(const Name& name,
                                            const std::vector<ecs::ServiceTaskSet>& sets) {
  for (const ecs::ServiceTaskSet& one : sets) {
    for (const auto& load_balancer : one.load_balancers) {
      if (!load_balancer.target_group_arn) continue;
      target_group_users_[{name.first, *load_balancer.target_group_arn}].insert(name);
    }
  }
}

void ServiceControllers::forget(const Name& service) {
  for (auto& [group, users] : target_group_users_) users.erase(service);
  std::erase_if(target_group_users_, [](const auto& group) { return group.second.empty(); });
  without_room_.erase(service);
  alarm_watchers_.erase(service);
  loops_.erase(service);
}

}  // namespace drydock
