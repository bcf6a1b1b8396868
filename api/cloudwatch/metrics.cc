#include "api/cloudwatch/metrics.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "api/aws/pagination.h"
#include "api/cloudwatch/metric_queries.h"
#include "emulator/base/joined.h"
#include "emulator/cloudwatch/metric_rules.h"
#include "model/cloudwatch/service_model.h"

namespace drydock::cloudwatch::api {
namespace {

namespace wire = model::cloudwatch;

constexpr int listed_per_page = 500;

bool has_dimension(const MetricName& metric, const wire::DimensionFilter& filter) {
  const auto found = metric.dimensions.find(filter.name);
  return found != metric.dimensions.end() && (!filter.value || found->second == *filter.value);
}

bool matches(const MetricName& metric, const wire::ListMetricsInput& request) {
  if (request.namespace_ && metric.metric_namespace != *request.namespace_) return false;
  if (request.metric_name && metric.name != *request.metric_name) return false;
  return !request.dimensions ||
         std::ranges::all_of(*request.dimensions, [&metric](const auto& filter) {
           return has_dimension(metric, filter);
         });
}

/// A text of the same order as the metrics': no name has a control character.
std::string order_key(const MetricName& metric) {
  constexpr std::string_view end("\x01");
  std::string key = joined({metric.metric_namespace, end, metric.name, end});
  for (const auto& [name, value] : metric.dimensions) key += joined({name, end, value, end});
  return key;
}

wire::Metric describe(const MetricName& metric) {
  wire::Metric shown;
  shown.namespace_ = metric.metric_namespace;
  shown.metric_name = metric.name;
  shown.dimensions = shown_dimensions(metric);
  return shown;
}

wire::Datapoint describe(const Datapoint& point, const std::vector<wire::Statistic>& statistics) {
  wire::Datapoint shown;
  shown.timestamp = point.at;
  shown.unit = point.unit;
  for (const wire::Statistic statistic : statistics) {
    const double value = value_of(point.set, statistic);
    switch (statistic) {
      case wire::Statistic::sample_count:
        shown.sample_count = value;
        break;
      case wire::Statistic::average:
        shown.average = value;
        break;
      case wire::Statistic::sum:
        shown.sum = value;
        break;
      case wire::Statistic::minimum:
        shown.minimum = value;
        break;
      case wire::Statistic::maximum:
        shown.maximum = value;
        break;
    }
  }
  return shown;
}

}  // namespace

Result<Done> Metrics::put_metric_data(aws::Context& context,
                                      const wire::PutMetricDataInput& request) const {
  const auto given = given_data(request, context.now);
  if (!given) return given.error();
  for (const GivenDatum& datum : *given) {
    data_.add(context.world, datum.metric, datum.unit, datum.at, datum.set, context.now);
  }
  return Done{};
}

Result<wire::GetMetricDataOutput> Metrics::get_metric_data(
    aws::Context& context, const wire::GetMetricDataInput& request) const {
  return answer_queries(data_, context, request);
}

Result<wire::GetMetricStatisticsOutput> Metrics::get_metric_statistics(
    aws::Context& context, const wire::GetMetricStatisticsInput& request) const {
  const auto checked = check_statistics(request);
  if (!checked) return checked.error();
  const MetricName metric{
      .metric_namespace = request.namespace_,
      .name = request.metric_name,
      .dimensions = dimensions_of(request.dimensions.value_or(std::vector<wire::Dimension>()))};
  wire::GetMetricStatisticsOutput response;
  response.label = request.metric_name;
  response.datapoints.emplace();
  for (const Datapoint& point :
       data_.datapoints(context.world, metric, request.unit, first_minute(request.start_time),
                        request.end_time, seconds(request.period))) {
    response.datapoints->push_back(describe(point, *request.statistics));
  }
  return response;
}

Result<wire::ListMetricsOutput> Metrics::list_metrics(aws::Context& context,
                                                      const wire::ListMetricsInput& request) const {
  std::vector<const MetricName*> metrics;
  if (request.owning_account.value_or(context.world.account) == context.world.account) {
    metrics = data_.metrics(context.world);
    std::erase_if(metrics,
                  [&request](const MetricName* metric) { return !matches(*metric, request); });
  }
  auto page = aws::page_of(std::move(metrics),
                           aws::page_request(context, request.next_token, listed_per_page),
                           [](const MetricName* metric) { return order_key(*metric); });
  if (!page) {
    return aws::Error(wire::error::invalid_parameter_value_exception, "Invalid NextToken.");
  }
  wire::ListMetricsOutput response;
  response.metrics.emplace();
  for (const MetricName* metric : page->items) response.metrics->push_back(describe(*metric));
  if (request.include_linked_accounts.value_or(false)) {
    response.owning_accounts.emplace(page->items.size(), context.world.account);
  }
  response.next_token = std::move(page->next_token);
  return response;
}

}  // namespace drydock::cloudwatch::api
