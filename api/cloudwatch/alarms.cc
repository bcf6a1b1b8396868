#include "api/cloudwatch/alarms.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "api/aws/pagination.h"
#include "api/cloudwatch/tags.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/cloudwatch/alarm_keeping.h"
#include "emulator/cloudwatch/alarm_rules.h"
#include "emulator/cloudwatch/alarm_state.h"
#include "emulator/json/document.h"
#include "emulator/store/store.h"
#include "model/cloudwatch/service_model.h"

namespace drydock::cloudwatch::api {
namespace {

namespace wire = model::cloudwatch;

constexpr int alarms_per_page = 100;
/// DescribeAlarmsForMetric has no pages, and nobody is to wait for an answer of more.
constexpr std::size_t alarms_of_metric_max = 1000;

wire::MetricAlarm describe(const MetricAlarm& alarm) {
  wire::MetricAlarm shown;
  shown.alarm_name = alarm.name;
  shown.alarm_arn = alarm.arn;
  shown.alarm_description = alarm.description;
  shown.alarm_configuration_updated_timestamp = alarm.configured_at;
  shown.actions_enabled = alarm.actions_enabled;
  shown.ok_actions = alarm.ok_actions;
  shown.alarm_actions = alarm.alarm_actions;
  shown.insufficient_data_actions = alarm.insufficient_data_actions;
  shown.state_value = alarm.state;
  shown.state_reason = alarm.state_reason;
  if (!alarm.state_reason_data.empty()) shown.state_reason_data = alarm.state_reason_data;
  shown.state_updated_timestamp = alarm.state_updated_at;
  shown.state_transitioned_timestamp = alarm.state_transitioned_at;
  shown.metric_name = alarm.metric.name;
  shown.namespace_ = alarm.metric.metric_namespace;
  shown.statistic = alarm.rule.statistic;
  shown.dimensions = shown_dimensions(alarm.metric);
  shown.period = static_cast<int>(std::chrono::duration_cast<seconds>(alarm.rule.period).count());
  shown.unit = alarm.rule.unit;
  shown.evaluation_periods = alarm.rule.evaluation_periods;
  if (alarm.told_datapoints_to_alarm) shown.datapoints_to_alarm = alarm.rule.datapoints_to_alarm;
  shown.threshold = alarm.rule.threshold;
  shown.comparison_operator = alarm.rule.comparison;
  if (alarm.told_treat_missing_data) shown.treat_missing_data = alarm.rule.treat_missing_data;
  return shown;
}

bool has_action(const MetricAlarm& alarm, std::string_view prefix) {
  const auto begins = [prefix](const std::string& action) { return action.starts_with(prefix); };
  return std::ranges::any_of(alarm.ok_actions, begins) ||
         std::ranges::any_of(alarm.alarm_actions, begins) ||
         std::ranges::any_of(alarm.insufficient_data_actions, begins);
}

bool matches(const MetricAlarm& alarm, const wire::DescribeAlarmsInput& request) {
  if (request.alarm_names &&
      std::ranges::find(*request.alarm_names, alarm.name) == request.alarm_names->end()) {
    return false;
  }
  return alarm.name.starts_with(request.alarm_name_prefix.value_or("")) &&
         (!request.state_value || alarm.state == *request.state_value) &&
         (!request.action_prefix || has_action(alarm, *request.action_prefix));
}

/// Whether the call asks for the one kind of alarms that there are; absent means those alone.
bool asks_for_metric_alarms(const wire::DescribeAlarmsInput& request) {
  return !request.alarm_types ||
         std::ranges::find(*request.alarm_types, wire::AlarmType::metric_alarm) !=
             request.alarm_types->end();
}

bool matches(const MetricAlarm& alarm, const wire::DescribeAlarmsForMetricInput& request) {
  const MetricName metric{
      .metric_namespace = request.namespace_,
      .name = request.metric_name,
      .dimensions = dimensions_of(request.dimensions.value_or(std::vector<wire::Dimension>()))};
  return alarm.metric == metric && !request.extended_statistic &&
         (!request.statistic || alarm.rule.statistic == *request.statistic) &&
         (!request.period || alarm.rule.period == seconds(*request.period)) &&
         (!request.unit || alarm.rule.unit == *request.unit);
}

void set_actions_enabled(aws::Context& context, const std::vector<std::string>& names,
                         bool enabled) {
  for (const std::string& name : names) {
    if (context.store.find<MetricAlarm>(context.world, name) == nullptr) continue;
    context.store.change<MetricAlarm>(
        context.world, name, [enabled](MetricAlarm& alarm) { alarm.actions_enabled = enabled; });
  }
}

}  // namespace

Result<Done> put_metric_alarm(aws::Context& context, const wire::PutMetricAlarmInput& request) {
  const auto tags = request.tags.value_or(std::vector<wire::Tag>());
  if (const auto checked = check_tags(tags); !checked) return checked.error();
  auto alarm = configured_alarm(context.world, request, context.now);
  if (!alarm) return alarm.error();
  return keep_alarm(context.store, context.world, *std::move(alarm), tags, context.now);
}

Result<wire::DescribeAlarmsOutput> describe_alarms(aws::Context& context,
                                                   const wire::DescribeAlarmsInput& request) {
  if (request.alarm_names && request.alarm_name_prefix) {
    return validation_error("AlarmNames and AlarmNamePrefix cannot be specified together.");
  }
  if (request.children_of_alarm_name) {
    return validation_error("drydock has no composite alarms, which ChildrenOfAlarmName names.");
  }
  std::vector<const MetricAlarm*> alarms;
  // No alarm has a composite one above it.
  if (asks_for_metric_alarms(request) && !request.parents_of_alarm_name) {
    for (const auto& [name, alarm] : context.store.table<MetricAlarm>(context.world).rows()) {
      if (matches(alarm, request)) alarms.push_back(&alarm);
    }
  }
  auto page = aws::page_of(
      std::move(alarms),
      aws::page_request(context, request.next_token, request.max_records.value_or(alarms_per_page)),
      [](const MetricAlarm* alarm) -> const std::string& { return alarm->name; });
  if (!page) return aws::Error(wire::error::invalid_next_token, "Invalid NextToken.");
  wire::DescribeAlarmsOutput response;
  response.composite_alarms.emplace();
  response.metric_alarms.emplace();
  for (const MetricAlarm* alarm : page->items) response.metric_alarms->push_back(describe(*alarm));
  response.next_token = std::move(page->next_token);
  return response;
}

Result<wire::DescribeAlarmsForMetricOutput> describe_alarms_for_metric(
    aws::Context& context, const wire::DescribeAlarmsForMetricInput& request) {
  wire::DescribeAlarmsForMetricOutput response;
  response.metric_alarms.emplace();
  for (const auto& [name, alarm] : context.store.table<MetricAlarm>(context.world).rows()) {
    if (!matches(alarm, request)) continue;
    if (response.metric_alarms->size() == alarms_of_metric_max) {
      return validation_error(
          "There are more than 1000 such alarms, which drydock does not tell in "
          "one answer: DescribeAlarms has pages.");
    }
    response.metric_alarms->push_back(describe(alarm));
  }
  return response;
}

// "If you specify any incorrect alarm names, the alarms you specify with correct names are still
// deleted." https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
Result<Done> delete_alarms(aws::Context& context, const wire::DeleteAlarmsInput& request) {
  for (const std::string& name : request.alarm_names) {
    context.store.erase<MetricAlarm>(context.world, name);
  }
  return Done{};
}

Result<Done> set_alarm_state(aws::Context& context, const wire::SetAlarmStateInput& request) {
  const std::string data = request.state_reason_data.value_or("");
  if (!data.empty() && !json::parse(data)) {
    return aws::Error(wire::error::invalid_format_fault, "StateReasonData is not valid JSON.");
  }
  if (context.store.find<MetricAlarm>(context.world, request.alarm_name) == nullptr) {
    return aws::Error(wire::error::resource_not_found,
                      "The alarm " + request.alarm_name + " does not exist.");
  }
  context.store.change<MetricAlarm>(context.world, request.alarm_name, [&](MetricAlarm& alarm) {
    set_state(alarm, request.state_value, request.state_reason, data, context.now);
  });
  return Done{};
}

Result<Done> enable_alarm_actions(aws::Context& context,
                                  const wire::EnableAlarmActionsInput& request) {
  set_actions_enabled(context, request.alarm_names, true);
  return Done{};
}

Result<Done> disable_alarm_actions(aws::Context& context,
                                   const wire::DisableAlarmActionsInput& request) {
  set_actions_enabled(context, request.alarm_names, false);
  return Done{};
}

}  // namespace drydock::cloudwatch::api
