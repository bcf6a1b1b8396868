#include "emulator/cloudwatch/alarm_state.h"

#include <utility>

#include "emulator/base/arn.h"
#include "emulator/base/joined.h"
#include "emulator/json/writer.h"
#include "emulator/store/store.h"

namespace drydock::cloudwatch {
namespace {

using model::cloudwatch::HistoryItemType;

void write_state(json::Writer& writer, std::string_view key, StateValue value,
                 std::string_view reason) {
  writer.key(key);
  writer.begin_object();
  writer.member("stateValue", to_text(value));
  writer.member("stateReason", reason);
  writer.end_object();
}

std::string transition_data(const MetricAlarm& before, StateValue state, std::string_view reason) {
  json::Writer writer;
  writer.begin_object();
  writer.member("version", "1.0");
  write_state(writer, "oldState", before.state, before.state_reason);
  write_state(writer, "newState", state, reason);
  writer.end_object();
  return std::string(writer.text());
}

}  // namespace

const std::vector<std::string>& actions_of(const MetricAlarm& alarm) {
  switch (alarm.state) {
    case StateValue::ok:
      return alarm.ok_actions;
    case StateValue::alarm:
      return alarm.alarm_actions;
    case StateValue::insufficient_data:
      break;
  }
  return alarm.insufficient_data_actions;
}

void note(MetricAlarm& alarm, HistoryItemType type, std::string summary, std::string data,
          TimePoint now) {
  alarm.history.insert(
      alarm.history.begin(),
      {.at = now, .type = type, .summary = std::move(summary), .data = std::move(data)});
  if (alarm.history.size() > alarm_history_max) alarm.history.resize(alarm_history_max);
}

void set_state(MetricAlarm& alarm, StateValue state, std::string reason, std::string reason_data,
               TimePoint now) {
  if (alarm.state != state) {
    note(alarm, HistoryItemType::state_update,
         joined({"Alarm updated from ", to_text(alarm.state), " to ", to_text(state)}),
         transition_data(alarm, state, reason), now);
    alarm.state = state;
    alarm.state_transitioned_at = now;
    alarm.actions_due = alarm.actions_enabled && !actions_of(alarm).empty();
  }
  alarm.state_reason = std::move(reason);
  alarm.state_reason_data = std::move(reason_data);
  alarm.state_updated_at = now;
}

std::vector<std::string> alarms_in_alarm(const Store& store, const World& world,
                                         const std::vector<std::string>& names) {
  std::vector<std::string> found;
  for (const std::string& name : names) {
    const auto* alarm = store.find<MetricAlarm>(world, name);
    if (alarm != nullptr && alarm->state == StateValue::alarm) found.push_back(name);
  }
  return found;
}

const MetricAlarm* find_alarm_of_arn(const Store& store, const World& world, std::string_view arn) {
  constexpr std::string_view prefix = "alarm:";
  const auto parsed = Arn::parse(arn);
  if (!parsed || parsed->service != "cloudwatch" || !is_of(*parsed, world)) return nullptr;
  if (!parsed->resource.starts_with(prefix)) return nullptr;
  return store.find<MetricAlarm>(world, parsed->resource.substr(prefix.size()));
}

}  // namespace drydock::cloudwatch
