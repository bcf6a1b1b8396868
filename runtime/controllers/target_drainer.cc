#include "runtime/controllers/target_drainer.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "emulator/elb/draining.h"
#include "emulator/elb/references.h"
#include "emulator/elb/registration.h"

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

void TargetDrainer::look_at(const World& world, std::string_view target_group_arn) {
  groups_[{world, std::string(target_group_arn)}] = std::nullopt;
  wake_.notify();
}

void TargetDrainer::look_at_all() {
  for (auto& [group, when] : groups_) when = std::nullopt;
  wake_.notify();
}

boost::asio::awaitable<void> TargetDrainer::run() {
  while (true) {
    const Deadline next = look();
    co_await wake_.wait_until(next);
  }
}

Deadline TargetDrainer::look() {
  Deadline next;
  std::vector<Group> due;
  for (const auto& [group, when] : groups_) {
    if (!when || *when <= clock_.now()) due.push_back(group);
  }
  for (const Group& group : due) {
    const Deadline again = look_at_group(group);
    if (again) {
      groups_[group] = again;
    } else {
      groups_.erase(group);
    }
  }
  for (const auto& [group, when] : groups_) next = earlier(next, when);
  return next;
}

Deadline TargetDrainer::look_at_group(const Group& name) {
  const auto& [world, arn] = name;
  const auto* group = store_.find<elb::TargetGroup>(world, arn);
  if (group == nullptr) return std::nullopt;
  const GroupView view{name, elb::deregistration_delay(*group), elb::is_in_use(store_, world, arn)};
  std::vector<elb::Target> draining;
  std::ranges::copy_if(group->targets, std::back_inserter(draining), [](const elb::Target& target) {
    return target.deregistered_at.has_value();
  });
  Deadline next;
  for (const elb::Target& target : draining) next = earlier(next, look_at_target(view, target));
  return next;
}

Deadline TargetDrainer::look_at_target(const GroupView& group, const elb::Target& target) {
  const auto& [world, arn] = group.name;
  const std::string key = elb::target_name(arn, target);
  elb::Draining draining{.deregistered_at = *target.deregistered_at,
                         .delay = group.delay,
                         .in_use = group.in_use,
                         .may_be_given_requests = traffic_.may_be_given_requests(key),
                         .requests_in_flight = traffic_.in_flight(key),
                         .idle_since = std::nullopt};
  const auto idle = idle_since_.extract(key);
  // An idle time from before it was registered again is no news of this draining.
  if (!idle.empty() && idle.mapped() >= draining.deregistered_at) {
    draining.idle_since = idle.mapped();
  }
  const elb::DrainStep step = elb::drain(draining, pace_, clock_.now());
  if (!step.over) {
    if (step.idle_since) idle_since_.emplace(key, *step.idle_since);
    return step.look_again;
  }
  store_.change<elb::TargetGroup>(world, arn, [&](elb::TargetGroup& changed) {
    elb::remove_target(changed, target.id, target.port);
  });
  return std::nullopt;
}

}  // namespace drydock
