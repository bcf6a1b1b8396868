#include "emulator/cloudwatch/alarm_state.h"

#include <gtest/gtest.h>

#include "emulator/cloudwatch/records.h"
#include "emulator/store/store.h"

namespace drydock::cloudwatch::alarm_state_test {
namespace {

const World world{"111122223333", "eu-west-1"};
const TimePoint noon(std::chrono::hours(500'000));

MetricAlarm alarm_of(const std::string& name, StateValue state) {
  MetricAlarm alarm;
  alarm.name = name;
  alarm.arn = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:" + name;
  alarm.state = state;
  return alarm;
}

TEST(AlarmState, FindsThoseThatAreInAlarm) {
  Store store(record_kinds());
  store.put(world, alarm_of("errors", StateValue::alarm));
  store.put(world, alarm_of("latency", StateValue::ok));
  store.put(world, alarm_of("queue", StateValue::alarm));
  store.put(world, alarm_of("new", StateValue::insufficient_data));
  const auto in_alarm = [&store](const std::vector<std::string>& names) {
    return alarms_in_alarm(store, world, names);
  };
  EXPECT_EQ(in_alarm({"queue", "latency", "errors", "new", "gone"}),
            (std::vector<std::string>{"queue", "errors"}));
  EXPECT_EQ(in_alarm({"latency"}), std::vector<std::string>());
  EXPECT_EQ(alarms_in_alarm(store, {"111122223333", "us-east-1"}, {"errors"}),
            std::vector<std::string>());
}

TEST(AlarmState, OwesItsActionsAfterATransitionOnly) {
  MetricAlarm alarm = alarm_of("errors", StateValue::ok);
  alarm.alarm_actions = {"arn:aws:sns:eu-west-1:111122223333:pager"};
  set_state(alarm, StateValue::ok, "as before", "", noon);
  EXPECT_FALSE(alarm.actions_due);
  EXPECT_TRUE(alarm.history.empty());
  set_state(alarm, StateValue::alarm, "too many", "{}", noon + seconds(60));
  EXPECT_TRUE(alarm.actions_due);
  EXPECT_EQ(alarm.state_transitioned_at, noon + seconds(60));
  ASSERT_EQ(alarm.history.size(), 1U);
  EXPECT_EQ(alarm.history[0].summary, "Alarm updated from OK to ALARM");
  EXPECT_EQ(alarm.history[0].data,
            R"({"version":"1.0","oldState":{"stateValue":"OK","stateReason":"as before"},)"
            R"("newState":{"stateValue":"ALARM","stateReason":"too many"}})");
  set_state(alarm, StateValue::ok, "well again", "", noon + seconds(120));
  EXPECT_FALSE(alarm.actions_due) << "there is no action for OK";
  alarm.actions_enabled = false;
  set_state(alarm, StateValue::alarm, "too many", "", noon + seconds(180));
  EXPECT_FALSE(alarm.actions_due) << "actions are disabled";
}

TEST(AlarmState, ForgetsOldHistory) {
  MetricAlarm alarm = alarm_of("errors", StateValue::ok);
  for (int i = 0; i < 60; ++i) {
    note(alarm, model::cloudwatch::HistoryItemType::action, std::to_string(i), "{}", noon);
  }
  EXPECT_EQ(alarm.history.size(), alarm_history_max);
  EXPECT_EQ(alarm.history.front().summary, "59");
}

TEST(AlarmState, FindsAnAlarmByItsArn) {
  Store store(record_kinds());
  store.put(world, alarm_of("errors", StateValue::ok));
  const auto found = [&store](const std::string& arn) {
    const MetricAlarm* alarm = find_alarm_of_arn(store, world, arn);
    return alarm == nullptr ? "none" : alarm->name;
  };
  EXPECT_EQ(found("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors"), "errors");
  EXPECT_EQ(found("arn:aws:cloudwatch:us-east-1:111122223333:alarm:errors"), "none");
  EXPECT_EQ(found("arn:aws:cloudwatch:eu-west-1:111122223333:dashboard:errors"), "none");
  EXPECT_EQ(found("errors"), "none");
}

}  // namespace
}  // namespace drydock::cloudwatch::alarm_state_test
