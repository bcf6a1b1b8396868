#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/cloudwatch/alarm.h"

namespace drydock {
class Store;
}

/// The states of alarms, and who asks for them.
namespace drydock::cloudwatch {

/// What the alarm does in the state that it is in: ARNs.
const std::vector<std::string>& actions_of(const MetricAlarm& alarm);

/// The alarm is in this state for this reason. One that it was not in before is a transition: its
/// actions are due, and its history tells of it.
void set_state(MetricAlarm& alarm, StateValue state, std::string reason, std::string reason_data,
               TimePoint now);

/// Adds to the alarm's history and drops what is too old.
void note(MetricAlarm& alarm, model::cloudwatch::HistoryItemType type, std::string summary,
          std::string data, TimePoint now);

/// Which of these alarms are in ALARM, in the order of `names`. A name without an alarm is not:
/// nothing tells that all is not well.
std::vector<std::string> alarms_in_alarm(const Store& store, const World& world,
                                         const std::vector<std::string>& names);

/// The alarm whose ARN this is, or null.
const MetricAlarm* find_alarm_of_arn(const Store& store, const World& world, std::string_view arn);

}  // namespace drydock::cloudwatch
