#include "api/cloudwatch/alarm_history.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "api/aws/pagination.h"
#include "emulator/base/padded_number.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/cloudwatch/alarm_rules.h"
#include "emulator/store/store.h"
#include "model/cloudwatch/service_model.h"

namespace drydock::cloudwatch::api {
namespace {

namespace wire = model::cloudwatch;

/// An entry, and a text of the order of time that is its own.
struct Item {
  const AlarmHistoryEntry* entry;
  std::string key;
};

/// The entries in the order of time. Those of one millisecond are told apart by how many came
/// before them in it, which stays as it is as long as they are kept.
std::vector<Item> in_order_of_time(const MetricAlarm& alarm) {
  std::vector<Item> items;
  TimePoint last;
  int same = 0;
  for (auto entry = alarm.history.rbegin(); entry != alarm.history.rend(); ++entry) {
    same = entry->at == last ? same + 1 : 0;
    last = entry->at;
    items.push_back(
        {&*entry, padded_number(entry->at.time_since_epoch().count()) + "/" + padded_number(same)});
  }
  return items;
}

bool matches(const AlarmHistoryEntry& entry, const wire::DescribeAlarmHistoryInput& request) {
  return (!request.history_item_type || entry.type == *request.history_item_type) &&
         (!request.start_date || entry.at >= *request.start_date) &&
         (!request.end_date || entry.at <= *request.end_date);
}

bool asks_for_metric_alarms(const wire::DescribeAlarmHistoryInput& request) {
  const auto& types = request.alarm_types;
  return !types || std::ranges::find(*types, wire::AlarmType::metric_alarm) != types->end();
}

wire::AlarmHistoryItem describe(const MetricAlarm& alarm, const AlarmHistoryEntry& entry) {
  wire::AlarmHistoryItem shown;
  shown.alarm_name = alarm.name;
  shown.alarm_type = wire::AlarmType::metric_alarm;
  shown.timestamp = entry.at;
  shown.history_item_type = entry.type;
  shown.history_summary = entry.summary;
  shown.history_data = entry.data;
  return shown;
}

}  // namespace

Result<wire::DescribeAlarmHistoryOutput> describe_alarm_history(
    aws::Context& context, const wire::DescribeAlarmHistoryInput& request) {
  if (!request.alarm_name) {
    return validation_error("drydock tells the history of one alarm at a time: give AlarmName.");
  }
  const auto* alarm = context.store.find<MetricAlarm>(context.world, *request.alarm_name);
  std::vector<Item> items;
  if (alarm != nullptr && asks_for_metric_alarms(request) && !request.alarm_contributor_id) {
    items = in_order_of_time(*alarm);
    std::erase_if(items, [&](const Item& item) { return !matches(*item.entry, request); });
  }
  const bool ascending = request.scan_by == wire::ScanBy::timestamp_ascending;
  if (!ascending) std::ranges::reverse(items);
  const auto wanted = aws::page_request(context, request.next_token,
                                        request.max_records.value_or(100), *request.alarm_name);
  const auto key = [](const Item& item) -> const std::string& { return item.key; };
  const std::function<bool(std::string_view, std::string_view)> before =
      ascending ? std::function<bool(std::string_view, std::string_view)>(std::less<>())
                : std::greater<>();
  auto page = aws::page_of(std::move(items), wanted, key, before);
  if (!page) return aws::Error(wire::error::invalid_next_token, "Invalid NextToken.");
  wire::DescribeAlarmHistoryOutput response;
  response.alarm_history_items.emplace();
  for (const Item& item : page->items) {
    response.alarm_history_items->push_back(describe(*alarm, *item.entry));
  }
  response.next_token = std::move(page->next_token);
  return response;
}

}  // namespace drydock::cloudwatch::api
