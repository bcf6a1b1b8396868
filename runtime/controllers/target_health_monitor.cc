#include "runtime/controllers/target_health_monitor.h"

#include <utility>
#include <vector>

#include "async/keep_running.h"
#include "async/let_others.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/reach.h"
#include "emulator/elb/references.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "model/elbv2/target_group.h"

namespace drydock {

namespace {

/// So many targets are taken up before others get a turn.
constexpr std::size_t most_taken_up_at_once = 200;

}  // namespace

/// One target, and what its probes have found that its record does not tell.
struct TargetHealthMonitor::Watch {
  Watch(Name target, Clock& clock, const boost::asio::any_io_executor& executor)
      : name(std::move(target)), wake(clock, executor) {}
  Name name;
  Wake wake;
  elb::TargetHealth health;
  elb::ProbeHistory history;
  elb::Target registration;  ///< The one that `health` and `history` are about.
  bool probed = false;       ///< Its group was in use when last looked at.
};

TargetHealthMonitor::TargetHealthMonitor(Store& store, Clock& clock, const Pace& pace,
                                         HealthProbe& probe, const Traffic& traffic,
                                         boost::asio::any_io_executor executor)
    : store_(store),
      clock_(clock),
      pace_(pace),
      probe_(probe),
      executor_(executor),
      drainer_(store, clock, pace, traffic, executor),
      wake_(clock, executor),
      tasks_(executor) {
  store_.on_change([this](const Change& change) { hear(change); });
}

TargetHealthMonitor::~TargetHealthMonitor() = default;

void TargetHealthMonitor::start() {
  active_ = true;
  for (const World& world : store_.worlds()) {
    for (const auto& [key, target] : store_.table<elb::Target>(world).rows()) {
      changed_.insert({world, key});
      drainer_.look_at(world, key);
    }
  }
  tasks_.spawn("target health monitor",
               keep_running("the target health monitor", clock_, [this] { return run(); }));
  tasks_.spawn("target drainer",
               keep_running("the target drainer", clock_, [this] { return drainer_.run(); }));
}

boost::asio::awaitable<void> TargetHealthMonitor::stop() {
  active_ = false;
  tasks_.cancel();
  co_await tasks_.wait();
}

void TargetHealthMonitor::hear(const Change& change) {
  if (!active_ || writing_) return;
  if (change.table == elb::Target::table) {
    changed_.insert({change.world, std::string(change.key)});
    drainer_.look_at(change.world, change.key);
  } else if (change.table == elb::TargetGroup::table) {
    stirred_groups_.insert({change.world, std::string(change.key)});
  } else if (change.table == elb::Listener::table || change.table == elb::Rule::table) {
    stirred_.insert(change.world);
  } else {
    return;
  }
  wake_.notify();
}

boost::asio::awaitable<void> TargetHealthMonitor::run() {
  while (true) {
    while (!stirred_.empty()) stir(stirred_.extract(stirred_.begin()).value());
    while (!stirred_groups_.empty()) {
      stir_group(stirred_groups_.extract(stirred_groups_.begin()).value());
    }
    for (std::size_t left = most_taken_up_at_once; left > 0 && !changed_.empty(); --left) {
      take_up(changed_.extract(changed_.begin()).value());
    }
    if (changed_.empty()) {
      co_await wake_.wait_until(std::nullopt);
    } else {
      co_await let_others();
    }
  }
}

/// Finds the groups that have come into use or gone out of it.
void TargetHealthMonitor::stir(const World& world) {
  for (const auto& [arn, group] : store_.table<elb::TargetGroup>(world).rows()) {
    const Name name(world, arn);
    const bool is_in_use = elb::is_in_use(store_, world, arn);
    if (is_in_use == in_use_.contains(name)) continue;
    if (is_in_use) {
      in_use_.insert(name);
    } else {
      in_use_.erase(name);
    }
    stirred_groups_.insert(name);
  }
}

/// What the watches of its targets go by may be another: its health check, and whether it is in
/// use.
void TargetHealthMonitor::stir_group(const Name& group) {
  const auto& [world, arn] = group;
  if (store_.find<elb::TargetGroup>(world, arn) == nullptr) in_use_.erase(group);
  const std::string prefix = arn + " ";
  for (auto next = watches_.lower_bound({world, prefix});
       next != watches_.end() && next->first.first == world &&
       next->first.second.starts_with(prefix);
       ++next) {
    next->second->wake.notify();
  }
  drainer_.look_at_group(world, arn);
}

/// Starts to watch a new target, and wakes the watch of one that has been registered anew, or no
/// longer is.
void TargetHealthMonitor::take_up(const Name& name) {
  if (const auto known = watches_.find(name); known != watches_.end()) {
    return known->second->wake.notify();
  }
  const auto* target = store_.find<elb::Target>(name.first, name.second);
  if (target == nullptr || target->deregistered_at) return;
  auto added = std::make_shared<Watch>(name, clock_, executor_);
  watches_.emplace(name, added);
  const std::string what = "the watch of target " + name.second;
  tasks_.spawn(what, keep_running(what, clock_, [this, added] { return watch(added); }));
}

bool TargetHealthMonitor::is_probed(const elb::TargetGroup& group, const World& world) const {
  return group.health_check.enabled && elb::is_in_use(store_, world, group.arn);
}

const elb::TargetGroup* TargetHealthMonitor::find_group(const Watch& watch) const {
  return store_.find<elb::TargetGroup>(watch.name.first, elb::group_of_target(watch.name.second));
}

/// The target as long as it is registered, in a group that is there.
const elb::Target* TargetHealthMonitor::find_target(const Watch& watch) const {
  const auto* target = store_.find<elb::Target>(watch.name.first, watch.name.second);
  const bool registered = target != nullptr && !target->deregistered_at;
  return registered && find_group(watch) != nullptr ? target : nullptr;
}

boost::asio::awaitable<void> TargetHealthMonitor::watch(std::shared_ptr<Watch> watch) {
  while (const elb::Target* target = find_target(*watch)) {
    const elb::TargetGroup& group = *find_group(*watch);
    const bool probed = is_probed(group, watch->name.first);
    const bool anew = !elb::is_same_registration(*target, watch->registration);
    if (anew || probed != watch->probed) reset(*watch, *target);
    watch->probed = probed;
    if (!probed) {
      co_await watch->wake.wait_until(std::nullopt);
      continue;
    }
    const elb::NextProbe next =
        elb::next_probe(watch->health, watch->history, group.health_check, pace_);
    if (clock_.now() < next.at) {
      co_await watch->wake.wait_until(next.at);
    } else {
      co_await probe(*watch, next.kind);
    }
  }
  watches_.erase(watch->name);
}

/// The target is new, or its group has come into use or gone out of it: what was found counts no
/// more, except what another run of drydock found and left in the record.
void TargetHealthMonitor::reset(Watch& watch, const elb::Target& target) {
  const bool first_look = watch.registration.id.empty();
  watch.registration = target;
  watch.history = {.registered_at = clock_.now(), .last_probe = {}, .last_regular_probe = {}};
  watch.health = first_look ? target.health : elb::TargetHealth();
  if (elb::looks_different(target.health, watch.health)) write(watch, watch.health);
}

boost::asio::awaitable<void> TargetHealthMonitor::probe(Watch& watch, elb::ProbeKind kind) {
  watch.history.last_probe = clock_.now();
  if (kind == elb::ProbeKind::regular) watch.history.last_regular_probe = clock_.now();
  const ProbeOutcome outcome = co_await probe_.probe(request_for(watch));
  note(watch, outcome, kind);
}

ProbeRequest TargetHealthMonitor::request_for(const Watch& watch) const {
  const elb::TargetGroup& group = *find_group(watch);
  const elb::Target& target = *find_target(watch);
  const int port = elb::probe_port(group.health_check, target);
  ProbeRequest request;
  request.target = watch.name.second;
  request.endpoint = elb::reach_of(store_, watch.name.first, group, target, port);
  const bool by_address = group.target_type == model::elbv2::TargetTypeEnum::ip;
  const std::string& host = by_address ? target.id : request.endpoint.host;
  request.host_header = host + ":" + std::to_string(port);
  request.path = group.health_check.path;
  request.timeout = seconds(group.health_check.timeout_seconds);
  return request;
}

/// What a probe found of a target that was deregistered or registered anew meanwhile is old.
void TargetHealthMonitor::note(Watch& watch, const ProbeOutcome& outcome, elb::ProbeKind kind) {
  const elb::Target* target = find_target(watch);
  if (target == nullptr || !elb::is_same_registration(*target, watch.registration)) return;
  watch.health = elb::observe(watch.health, outcome, find_group(watch)->health_check, kind);
  if (elb::looks_different(target->health, watch.health)) write(watch, watch.health);
}

void TargetHealthMonitor::write(const Watch& watch, const elb::TargetHealth& health) {
  writing_ = true;
  store_.change<elb::Target>(watch.name.first, watch.name.second,
                             [&](elb::Target& target) { target.health = health; });
  writing_ = false;
}

}  // namespace drydock
