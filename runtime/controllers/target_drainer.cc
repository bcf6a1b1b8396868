#include "runtime/controllers/target_drainer.h"

#include <algorithm>
#include <vector>

#include "emulator/elb/draining.h"
#include "emulator/elb/references.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"

namespace drydock {
namespace {

/// So many targets are looked at before others get a turn.
constexpr std::size_t most_due_at_once = 200;

/// In `due_`: at the next look.
constexpr TimePoint at_once = TimePoint::min();

}  // namespace

TargetDrainer::TargetDrainer(Store& store, Clock& clock, const Pace& pace, const Traffic& traffic,
                             const boost::asio::any_io_executor& executor)
    : store_(store), clock_(clock), pace_(pace), traffic_(traffic), wake_(clock, executor) {}

void TargetDrainer::look_at(const World& world, std::string_view target) {
  const auto place = watches_.try_emplace({world, std::string(target)}).first;
  expect_look(place->first, place->second, at_once);
  wake_.notify();
}

void TargetDrainer::look_at_group(const World& world, std::string_view target_group_arn) {
  const std::string prefix = std::string(target_group_arn) + " ";
  for (auto next = watches_.lower_bound({world, prefix});
       next != watches_.end() && next->first.first == world &&
       next->first.second.starts_with(prefix);
       ++next) {
    expect_look(next->first, next->second, at_once);
  }
  wake_.notify();
}

void TargetDrainer::expect_look(const Name& name, Watch& watch, std::optional<TimePoint> at) {
  if (watch.look_at) due_.erase({*watch.look_at, name});
  watch.look_at = at;
  if (at) due_.emplace(*at, name);
}

void TargetDrainer::forget(const Name& name) {
  const auto found = watches_.find(name);
  expect_look(found->first, found->second, std::nullopt);
  watches_.erase(found);
}

std::size_t TargetDrainer::unfinished_requests() const {
  std::size_t sum = 0;
  for (const auto& [name, watch] : watches_) {
    const auto* target = store_.find<elb::Target>(name.first, name.second);
    if (target == nullptr) continue;
    const std::int64_t in_flight = traffic_.in_flight(target->name());
    sum += static_cast<std::size_t>(std::max<std::int64_t>(in_flight, 0));
  }
  return sum;
}

boost::asio::awaitable<void> TargetDrainer::run() {
  while (true) {
    const std::optional<TimePoint> next = look();
    co_await wake_.wait_until(next);
  }
}

/// First what is due, and then a look at it, since the end of a target is told to listeners that
/// ask for another look. When to look again.
std::optional<TimePoint> TargetDrainer::look() {
  std::vector<Name> due;
  for (const auto& [at, name] : due_) {
    if (at > clock_.now() || due.size() == most_due_at_once) break;
    due.push_back(name);
  }
  for (const Name& name : due) {
    if (!look_at_target(name, watches_[name])) forget(name);
  }
  return due_.empty() ? std::nullopt : std::optional(due_.begin()->first);
}

bool TargetDrainer::look_at_target(const Name& name, Watch& watch) {
  const auto& [world, key] = name;
  const auto* target = store_.find<elb::Target>(world, key);
  if (target == nullptr || !target->deregistered_at) return false;
  const auto* group = store_.find<elb::TargetGroup>(world, target->target_group_arn);
  if (group == nullptr) return false;
  elb::Draining draining{.deregistered_at = *target->deregistered_at,
                         .delay = elb::deregistration_delay(*group),
                         .in_use = elb::is_in_use(store_, world, group->arn),
                         .may_be_given_requests = traffic_.may_be_given_requests(target->name()),
                         .requests_in_flight = traffic_.in_flight(target->name()),
                         .idle_since = watch.idle_since};
  // An idle time from before it was registered again is no news of this draining.
  if (watch.idle_since && *watch.idle_since < draining.deregistered_at) draining.idle_since.reset();
  const elb::DrainStep step = elb::drain(draining, pace_, clock_.now());
  if (step.over) {
    store_.erase<elb::Target>(world, key);
    return false;
  }
  watch.idle_since = step.idle_since;
  expect_look(name, watch, step.look_again);
  return true;
}

}  // namespace drydock
