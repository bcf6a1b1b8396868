#include "emulator/cloudwatch/metric_rules.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "emulator/cloudwatch/alarm_rules.h"
#include "emulator/cloudwatch/metric_data.h"
#include "model/cloudwatch/service_model.h"

namespace drydock::cloudwatch {
namespace {

namespace wire = model::cloudwatch;

constexpr std::size_t metrics_per_call = 1000;
constexpr std::size_t values_per_metric = 150;
constexpr std::size_t queries_per_call = 500;
constexpr int datapoints_per_call = 1440;
const double value_limit = std::ldexp(1.0, 360);  // "in the range of -2^360 to 2^360"

aws::Error invalid_value(std::string message) {
  return {wire::error::invalid_parameter_value_exception, std::move(message)};
}
aws::Error invalid_combination(std::string message) {
  return {wire::error::invalid_parameter_combination_exception, std::move(message)};
}

bool is_value(double value) { return std::isfinite(value) && std::abs(value) <= value_limit; }

/// "ASCII control characters are not supported as part of dimension names and values", and drydock
/// takes them in no name.
bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

Result<MetricName> given_metric(const std::string& metric_namespace,
                                const wire::MetricDatum& datum) {
  MetricName metric{
      .metric_namespace = metric_namespace,
      .name = datum.metric_name,
      .dimensions = dimensions_of(datum.dimensions.value_or(std::vector<wire::Dimension>()))};
  bool is_bad =
      has_control_character(metric.metric_namespace) || has_control_character(metric.name);
  for (const auto& [name, value] : metric.dimensions) {
    is_bad = is_bad || has_control_character(name) || has_control_character(value);
  }
  if (is_bad) return invalid_value("Names of metrics and dimensions have no control characters.");
  return metric;
}

Result<StatisticSet> set_of_values(const std::vector<double>& values,
                                   const std::vector<double>* counts) {
  if (values.empty() || values.size() > values_per_metric) {
    return invalid_value(
        "The collection MetricData.member.1.Values must have a size between 1 "
        "and 150.");
  }
  if (counts != nullptr && counts->size() != values.size()) {
    return invalid_value("The parameters Values and Counts must be of the same size.");
  }
  StatisticSet set;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double count = counts == nullptr ? 1 : (*counts)[i];
    if (!is_value(values[i]) || !is_value(count) || count <= 0) {
      return invalid_value("Values must be in the range of -2^360 to 2^360, and Counts positive.");
    }
    set.add(StatisticSet::of(values[i], count));
  }
  return set;
}

Result<StatisticSet> checked_set(const wire::StatisticSet& given) {
  const bool is_whole = is_value(given.sample_count) && given.sample_count > 0 &&
                        is_value(given.sum) && is_value(given.minimum) && is_value(given.maximum) &&
                        given.minimum <= given.maximum;
  if (!is_whole) {
    return invalid_value(
        "The parameter StatisticValues must have a positive SampleCount, and "
        "values in the range of -2^360 to 2^360 with Minimum up to Maximum.");
  }
  return StatisticSet{.sample_count = given.sample_count,
                      .sum = given.sum,
                      .minimum = given.minimum,
                      .maximum = given.maximum};
}

Result<StatisticSet> given_set(const wire::MetricDatum& datum) {
  const int forms =
      (datum.value ? 1 : 0) + (datum.statistic_values ? 1 : 0) + (datum.values ? 1 : 0);
  if (forms != 1 || (datum.counts && !datum.values)) {
    return invalid_combination(
        "Each metric datum must have exactly one of Value, StatisticValues "
        "and Values, and Counts only with Values.");
  }
  if (datum.statistic_values) return checked_set(*datum.statistic_values);
  if (datum.values) return set_of_values(*datum.values, datum.counts ? &*datum.counts : nullptr);
  return set_of_values({*datum.value}, nullptr);
}

Result<Done> check_time(TimePoint at, TimePoint now) {
  if (at > now + metric_data_ahead) {
    return invalid_value("The timestamp must be no more than 2 hours in the future.");
  }
  if (at < now - metric_data_kept_for) {
    return invalid_value("drydock keeps metric data for 3 hours, and takes no older data.");
  }
  return Done{};
}

Result<Done> check_resolution(std::optional<int> storage_resolution) {
  if (!storage_resolution || *storage_resolution == 60) return Done{};
  if (*storage_resolution == 1) {
    return invalid_value("drydock keeps a value for each minute: StorageResolution must be 60.");
  }
  return invalid_value("The parameter StorageResolution must be 1 or 60.");
}

Result<GivenDatum> given_datum(const std::string& metric_namespace, const wire::MetricDatum& datum,
                               TimePoint now) {
  const TimePoint at = datum.timestamp.value_or(now);
  for (const auto& checked : {check_time(at, now), check_resolution(datum.storage_resolution)}) {
    if (!checked) return checked.error();
  }
  auto metric = given_metric(metric_namespace, datum);
  if (!metric) return metric.error();
  const auto set = given_set(datum);
  if (!set) return set.error();
  return GivenDatum{.metric = *std::move(metric),
                    .unit = datum.unit.value_or(wire::StandardUnit::none),
                    .at = at,
                    .set = *set};
}

Result<Done> check_period(int period) {
  if (period % 60 == 0) return Done{};
  return invalid_value(
      "drydock keeps a value for each minute: the parameter Period must be a "
      "multiple of 60.");
}

Result<Done> check_range(TimePoint start, TimePoint end) {
  if (start < end) return Done{};
  return invalid_value("The parameter StartTime must be less than the parameter EndTime.");
}

Result<Done> check_query(const wire::MetricDataQuery& query, std::string_view account) {
  if (query.expression) {
    return validation_error(
        "drydock does not emulate metric math and Metrics Insights queries "
        "(Expression).");
  }
  if (!query.metric_stat) {
    return validation_error("The metric query " + query.id + " must have a MetricStat.");
  }
  if (query.account_id && *query.account_id != account) {
    return validation_error("drydock has no metrics of other accounts (AccountId).");
  }
  const wire::MetricStat& stat = *query.metric_stat;
  if (!stat.metric.metric_name || !stat.metric.namespace_) {
    return validation_error("The metric query " + query.id +
                            " must have a MetricName and a Namespace.");
  }
  if (!statistic_of(stat.stat)) {
    return validation_error(
        "drydock has the statistics SampleCount, Average, Sum, Minimum and "
        "Maximum, and not " +
        stat.stat + ".");
  }
  return check_period(stat.period);
}

}  // namespace

Result<std::vector<GivenDatum>> given_data(const wire::PutMetricDataInput& input, TimePoint now) {
  if (input.entity_metric_data || input.strict_entity_validation) {
    return invalid_value("drydock does not emulate entities (EntityMetricData).");
  }
  if (!input.metric_data || input.metric_data->empty()) {
    return aws::Error(wire::error::missing_required_parameter_exception,
                      "The parameter MetricData is required.");
  }
  if (input.metric_data->size() > metrics_per_call) {
    return invalid_value("The collection MetricData must not have a size greater than 1000.");
  }
  std::vector<GivenDatum> data;
  for (const wire::MetricDatum& datum : *input.metric_data) {
    auto given = given_datum(input.namespace_, datum, now);
    if (!given) return given.error();
    data.push_back(*std::move(given));
  }
  return data;
}

Result<Done> check_statistics(const wire::GetMetricStatisticsInput& input) {
  if (input.extended_statistics) {
    return invalid_value("drydock does not emulate percentiles (ExtendedStatistics).");
  }
  if (!input.statistics) {
    return invalid_combination(
        "At least one of the parameters Statistics and ExtendedStatistics "
        "must be specified.");
  }
  for (const auto& checked :
       {check_range(input.start_time, input.end_time), check_period(input.period)}) {
    if (!checked) return checked.error();
  }
  // As minutes, which no difference of two instants is too many for.
  const auto start = std::chrono::floor<std::chrono::minutes>(input.start_time);
  const auto asked = (std::chrono::floor<std::chrono::minutes>(input.end_time) - start) /
                     std::chrono::minutes(input.period / 60);
  if (asked > datapoints_per_call) {
    return invalid_combination(
        "You have requested up to " + std::to_string(asked) +
        " datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested "
        "by increasing Period, or decreasing the time range.");
  }
  return Done{};
}

Result<Done> check_queries(const wire::GetMetricDataInput& input, std::string_view account) {
  if (input.metric_data_queries.empty() || input.metric_data_queries.size() > queries_per_call) {
    return validation_error("The collection MetricDataQueries must have a size between 1 and 500.");
  }
  if (input.label_options) return validation_error("drydock does not emulate LabelOptions.");
  if (input.max_datapoints && *input.max_datapoints < 1) {
    return validation_error("The parameter MaxDatapoints must be greater than 0.");
  }
  if (input.start_time >= input.end_time) {
    return validation_error("The parameter StartTime must be less than the parameter EndTime.");
  }
  for (const wire::MetricDataQuery& query : input.metric_data_queries) {
    const auto checked = check_query(query, account);
    if (!checked) return validation_error(checked.error().message());
  }
  return Done{};
}

std::optional<wire::Statistic> statistic_of(std::string_view name) {
  return model::from_text<wire::Statistic>(name);
}

TimePoint first_minute(TimePoint start) {
  return std::chrono::floor<std::chrono::minutes>(std::max(start, TimePoint()));
}

}  // namespace drydock::cloudwatch
