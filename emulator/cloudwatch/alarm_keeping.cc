#include "emulator/cloudwatch/alarm_keeping.h"

#include <utility>

#include "emulator/base/joined.h"
#include "emulator/cloudwatch/alarm_state.h"
#include "emulator/store/store.h"
#include "model/cloudwatch/service_model.h"

namespace drydock::cloudwatch {
namespace {

using model::cloudwatch::HistoryItemType;

void take_over(MetricAlarm& alarm, const MetricAlarm& before) {
  alarm.state = before.state;
  alarm.state_reason = before.state_reason;
  alarm.state_reason_data = before.state_reason_data;
  alarm.state_updated_at = before.state_updated_at;
  alarm.state_transitioned_at = before.state_transitioned_at;
  alarm.history = before.history;
  alarm.tags = before.tags;
}

void begin(MetricAlarm& alarm, std::vector<model::cloudwatch::Tag> tags, TimePoint now) {
  alarm.state_reason = "Unchecked: Initial alarm creation";
  alarm.state_updated_at = now;
  alarm.state_transitioned_at = now;
  alarm.tags = std::move(tags);
}

}  // namespace

Result<Done> keep_alarm(Store& store, const World& world, MetricAlarm alarm,
                        std::vector<model::cloudwatch::Tag> tags, TimePoint now) {
  const auto* before = store.find<MetricAlarm>(world, alarm.key());
  if (before != nullptr) {
    take_over(alarm, *before);
  } else if (store.table<MetricAlarm>(world).size() >= alarms_max) {
    return aws::Error(model::cloudwatch::error::limit_exceeded_fault,
                      "The maximum number of alarms, 5000, has been reached.");
  } else {
    begin(alarm, std::move(tags), now);
  }
  note(alarm, HistoryItemType::configuration_update,
       joined({"Alarm \"", alarm.name, "\" ", before == nullptr ? "created" : "updated"}),
       R"({"version":"1.0"})", now);
  store.put(world, std::move(alarm));
  return Done{};
}

}  // namespace drydock::cloudwatch
