#include "runtime/controllers/target_drainer.h"

#include <algorithm>
#include <vector>

#include "emulator/elb/draining.h"
#include "emulator/elb/references.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"

namespace drydock {
namespace {

using Deadline = std::optional<TimePoint>;

Deadline earlier(Deadline a, Deadline b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace

TargetDrainer::TargetDrainer(Store& store, Clock& clock, const Pace& pace, const Traffic& traffic,
                             const boost::asio::any_io_executor& executor)
    : store_(store), clock_(clock), pace_(pace), traffic_(traffic), wake_(clock, executor) {}

void TargetDrainer::look_at(const World& world, std::string_view target) {
  watches_[{world, std::string(target)}].look_at.reset();
  wake_.notify();
}

void TargetDrainer::look_at_all() {
  for (auto& [name, watch] : watches_) watch.look_at.reset();
  wake_.notify();
}

std::size_t TargetDrainer::unfinished_requests() const {
  std::size_t sum = 0;
  for (const auto& [name, watch] : watches_) {
    sum += static_cast<std::size_t>(std::max<std::int64_t>(traffic_.in_flight(name.second), 0));
  }
  return sum;
}

boost::asio::awaitable<void> TargetDrainer::run() {
  while (true) {
    const Deadline next = look();
    co_await wake_.wait_until(next);
  }
}

/// First what is due, and then a look at it, since the end of a target is told to listeners that
/// ask for another look.
Deadline TargetDrainer::look() {
  std::vector<Name> due;
  for (const auto& [name, watch] : watches_) {
    if (!watch.look_at || *watch.look_at <= clock_.now()) due.push_back(name);
  }
  for (const Name& name : due) {
    if (!look_at_target(name, watches_[name])) watches_.erase(name);
  }
  Deadline next;
  for (const auto& [name, watch] : watches_) next = earlier(next, watch.look_at);
  return next;
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
                         .may_be_given_requests = traffic_.may_be_given_requests(key),
                         .requests_in_flight = traffic_.in_flight(key),
                         .idle_since = watch.idle_since};
  // An idle time from before it was registered again is no news of this draining.
  if (watch.idle_since && *watch.idle_since < draining.deregistered_at) draining.idle_since.reset();
  const elb::DrainStep step = elb::drain(draining, pace_, clock_.now());
  if (step.over) {
    store_.erase<elb::Target>(world, key);
    return false;
  }
  watch = {.look_at = step.look_again, .idle_since = step.idle_since};
  return true;
}

}  // namespace drydock
