#include "runtime/controllers/scheduled_scaling.h"

#include <algorithm>

#include "async/keep_running.h"
#include "async/let_others.h"
#include "emulator/autoscaling/scaling.h"
#include "emulator/autoscaling/scheduled_action.h"
#include "emulator/base/schedule_expression.h"

namespace drydock {
namespace asio = boost::asio;

using autoscaling::ScheduledAction;

ScheduledScaling::ScheduledScaling(Store& store, Clock& clock, IdSource& ids,
                                   const TimeZones& zones, asio::any_io_executor executor)
    : store_(store),
      clock_(clock),
      ids_(ids),
      zones_(zones),
      wake_(clock, executor),
      tasks_(executor) {
  store_.on_change([this](const Change& change) { hear(change); });
}

void ScheduledScaling::start() {
  active_ = true;
  for (const World& world : store_.worlds()) {
    for (const auto& [key, action] : store_.table<ScheduledAction>(world).rows()) {
      set_next({world, key}, clock_.now());
    }
  }
  tasks_.spawn("scheduled scaling",
               keep_running("scheduled scaling", clock_, [this] { return run(); }));
}

asio::awaitable<void> ScheduledScaling::stop() {
  active_ = false;
  tasks_.cancel();
  co_await tasks_.wait();
}

/// Notes what to do, and changes nothing: the store is in the middle of a change.
void ScheduledScaling::hear(const Change& change) {
  if (!active_ || change.table != ScheduledAction::table) return;
  set_next({change.world, std::string(change.key)}, clock_.now());
  wake_.notify();
}

void ScheduledScaling::set_next(const Name& name, std::optional<TimePoint> at) {
  const auto before = next_.find(name);
  if (before != next_.end()) {
    queue_.erase({before->second, name});
    next_.erase(before);
  }
  if (!at) return;
  next_.emplace(name, *at);
  queue_.emplace(*at, name);
}

asio::awaitable<void> ScheduledScaling::run() {
  while (true) {
    while (!queue_.empty() && queue_.begin()->first <= clock_.now()) {
      const Name name = queue_.begin()->second;
      look_at(name);
      co_await let_others();
    }
    std::optional<TimePoint> first;
    if (!queue_.empty()) first = queue_.begin()->first;
    co_await wake_.wait_until(first);
  }
}

/// Acts if it is time to, and notes when it will be next.
void ScheduledScaling::look_at(const Name& name) {
  set_next(name, std::nullopt);
  const auto* action = store_.find<ScheduledAction>(name.first, name.second);
  if (action == nullptr) return;
  const auto schedule = ScheduleExpression::parse(action->schedule);
  const auto zone = zones_.find(action->timezone.value_or("UTC"));
  if (!schedule || !zone) return;  // Of a machine that knew the zone.
  const TimePoint begin = action->start_time.value_or(action->created_at);
  const TimePoint after = std::max(action->done_until, begin - Duration(1));
  const auto next = schedule->next(begin, after, *zone);
  if (!next || (action->end_time && *next > *action->end_time)) return;
  if (*next > clock_.now()) {
    set_next(name, *next);
  } else {
    act(name);  // The change of its record has it looked at again.
  }
}

void ScheduledScaling::act(const Name& name) {
  const ScheduledAction action = *store_.find<ScheduledAction>(name.first, name.second);
  autoscaling::act_on_schedule(
      {.store = store_, .world = name.first, .ids = ids_, .now = clock_.now()}, action);
  store_.change<ScheduledAction>(name.first, name.second, [this](ScheduledAction& record) {
    record.done_until = clock_.now();
  });
}

}  // namespace drydock
