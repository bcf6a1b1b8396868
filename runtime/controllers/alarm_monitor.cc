#include "runtime/controllers/alarm_monitor.h"

#include <vector>

#include "async/keep_running.h"
#include "async/let_others.h"
#include "async/sleep.h"
#include "emulator/autoscaling/scaling.h"
#include "emulator/base/joined.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/cloudwatch/alarm_evaluation.h"
#include "emulator/cloudwatch/alarm_state.h"
#include "runtime/controllers/keys_in_worlds.h"

namespace drydock {
namespace asio = boost::asio;

namespace {

using cloudwatch::MetricAlarm;
constexpr Duration publishing_period = std::chrono::minutes(1);

}  // namespace

AlarmMonitor::AlarmMonitor(Store& store, Clock& clock, IdSource& ids,
                           const cloudwatch::MetricData& data, MetricPublisher& publisher,
                           asio::any_io_executor executor)
    : store_(store),
      clock_(clock),
      ids_(ids),
      data_(data),
      publisher_(publisher),
      due_wake_(clock, executor),
      tasks_(executor) {
  store_.on_change([this](const Change& change) { hear(change); });
}

void AlarmMonitor::start() {
  active_ = true;
  // What a drydock before this one left undone.
  for (const Name& name : keys_of<MetricAlarm>(store_)) {
    if (store_.find<MetricAlarm>(name.first, name.second)->actions_due) due_.insert(name);
  }
  tasks_.spawn("alarm monitor",
               keep_running("the alarm monitor", clock_, [this] { return run_minutes(); }));
  tasks_.spawn("alarm actions",
               keep_running("the alarms' actions", clock_, [this] { return run_actions(); }));
}

asio::awaitable<void> AlarmMonitor::stop() {
  active_ = false;
  tasks_.cancel();
  co_await tasks_.wait();
}

/// Notes what to do, and changes nothing: the store is in the middle of a change.
void AlarmMonitor::hear(const Change& change) {
  if (!active_ || change.table != MetricAlarm::table) return;
  const auto* alarm = store_.find<MetricAlarm>(change.world, change.key);
  if (alarm == nullptr || !alarm->actions_due) return;
  due_.emplace(change.world, change.key);
  due_wake_.notify();
}

asio::awaitable<void> AlarmMonitor::run_minutes() {
  while (true) {
    const TimePoint end =
        std::chrono::floor<std::chrono::minutes>(clock_.now()) + publishing_period;
    co_await sleep_until(clock_, end);
    co_await publisher_.publish(end - publishing_period);
    co_await evaluate_all(end);
    co_await look_at_scalings();
  }
}

asio::awaitable<void> AlarmMonitor::run_actions() {
  while (true) {
    while (!due_.empty()) {
      const Name name = *due_.begin();
      due_.erase(due_.begin());
      act(name);
      co_await let_others();
    }
    co_await due_wake_.wait_until(std::nullopt);
  }
}

asio::awaitable<void> AlarmMonitor::evaluate_all(TimePoint end) {
  constexpr std::size_t at_once = 50;
  std::size_t evaluated = 0;
  for (const Name& name : keys_of<MetricAlarm>(store_)) {
    evaluate(name, end);
    if (++evaluated % at_once == 0) co_await let_others();
  }
}

void AlarmMonitor::evaluate(const Name& name, TimePoint end) {
  const auto* alarm = store_.find<MetricAlarm>(name.first, name.second);
  if (alarm == nullptr) return;
  const cloudwatch::AlarmRule& rule = alarm->rule;
  const TimePoint start = end - cloudwatch::evaluation_range(rule) * rule.period;
  const auto periods = cloudwatch::periods_of(
      rule, data_.datapoints(name.first, alarm->metric, rule.unit, start, end, rule.period), end);
  const auto found = cloudwatch::evaluate(rule, periods, clock_.now());
  if (found && found->state != alarm->state) {
    store_.change<MetricAlarm>(name.first, name.second, [&](MetricAlarm& record) {
      cloudwatch::set_state(record, found->state, found->reason, found->reason_data, clock_.now());
    });
  } else {
    call_policies_again(name, cloudwatch::newest_value(periods));
  }
}

/// Actions of other kinds are carried out once, when the state changes; a scaling policy is called
/// again each minute for as long as the alarm stays in its state.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html
void AlarmMonitor::call_policies_again(const Name& name, std::optional<double> value) {
  const auto* alarm = store_.find<MetricAlarm>(name.first, name.second);
  if (!alarm->actions_enabled || alarm->actions_due) return;
  const autoscaling::Scaling scaling{
      .store = store_, .world = name.first, .ids = ids_, .now = clock_.now()};
  for (const std::string& action : cloudwatch::actions_of(*alarm)) {
    const auto* policy = autoscaling::find_policy_of_arn(store_, name.first, action);
    if (policy != nullptr) autoscaling::act_for_alarm(scaling, *alarm, *policy, value);
  }
}

void AlarmMonitor::act(const Name& name) {
  const auto* alarm = store_.find<MetricAlarm>(name.first, name.second);
  if (alarm == nullptr || !alarm->actions_due) return;
  const autoscaling::Scaling scaling{
      .store = store_, .world = name.first, .ids = ids_, .now = clock_.now()};
  std::vector<std::string> told;
  for (const std::string& action : cloudwatch::actions_of(*alarm)) {
    const auto* policy = autoscaling::find_policy_of_arn(store_, name.first, action);
    if (policy == nullptr) {
      told.push_back(joined({"Failed to execute action ", action,
                             ". Received error: it is no scaling policy that there is, and drydock "
                             "carries out nothing else"}));
      continue;
    }
    autoscaling::act_for_alarm(scaling, *alarm, *policy,
                               cloudwatch::newest_value(alarm->state_reason_data));
    told.push_back("Successfully executed action " + action);
  }
  store_.change<MetricAlarm>(name.first, name.second, [&](MetricAlarm& record) {
    record.actions_due = false;
    for (std::string& sentence : told) {
      cloudwatch::note(record, model::cloudwatch::HistoryItemType::action, std::move(sentence),
                       R"({"version":"1.0"})", clock_.now());
    }
  });
}

asio::awaitable<void> AlarmMonitor::look_at_scalings() {
  for (const Name& name : keys_of<autoscaling::ScalableTarget>(store_)) {
    autoscaling::note_fulfilled(
        {.store = store_, .world = name.first, .ids = ids_, .now = clock_.now()}, name.second);
    co_await let_others();
  }
}

}  // namespace drydock
