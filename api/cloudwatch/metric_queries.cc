#include "api/cloudwatch/metric_queries.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "api/aws/pagination.h"
#include "emulator/base/joined.h"
#include "emulator/base/number.h"
#include "emulator/cloudwatch/metric_rules.h"
#include "model/cloudwatch/service_model.h"

namespace drydock::cloudwatch::api {
namespace {

namespace wire = model::cloudwatch;

constexpr std::size_t values_per_answer = 20'000;

/// Where an answer goes on: behind so many values of this query.
struct Place {
  std::size_t query = 0;
  std::size_t value = 0;
};

std::string place_text(const Place& place) {
  return joined({std::to_string(place.query), "/", std::to_string(place.value)});
}

std::optional<Place> read_place(const aws::PageRequest& wanted) {
  if (!wanted.token) return Place{};
  const auto text = aws::read_page_token(wanted.list, *wanted.token);
  if (!text) return std::nullopt;
  const std::size_t slash = text->find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto query = parse_number<std::size_t>(std::string_view(*text).substr(0, slash));
  const auto value = parse_number<std::size_t>(std::string_view(*text).substr(slash + 1));
  if (!query || !value) return std::nullopt;
  return Place{.query = *query, .value = *value};
}

MetricName metric_of(const wire::Metric& given) {
  return {.metric_namespace = given.namespace_.value_or(""),
          .name = given.metric_name.value_or(""),
          .dimensions = dimensions_of(given.dimensions.value_or(std::vector<wire::Dimension>()))};
}

/// A query's values in the order of time; what is of several units is summed up.
std::map<TimePoint, StatisticSet> sets_of(const MetricData& data, const aws::Context& context,
                                          const wire::GetMetricDataInput& request,
                                          const wire::MetricStat& stat) {
  std::map<TimePoint, StatisticSet> sets;
  for (const Datapoint& point :
       data.datapoints(context.world, metric_of(stat.metric), stat.unit,
                       first_minute(request.start_time), request.end_time, seconds(stat.period))) {
    sets[point.at].add(point.set);
  }
  return sets;
}

/// Adds the values behind the first `skipped`, `room` at most; how many there are.
std::size_t fill(wire::MetricDataResult& result, const std::map<TimePoint, StatisticSet>& sets,
                 wire::Statistic statistic, bool ascending, std::size_t skipped, std::size_t room) {
  std::vector<std::pair<TimePoint, double>> values;
  for (const auto& [at, set] : sets) values.emplace_back(at, value_of(set, statistic));
  if (!ascending) std::ranges::reverse(values);
  const std::size_t first = std::min(skipped, values.size());
  const std::size_t end = first + std::min(room, values.size() - first);
  result.timestamps.emplace();
  result.values.emplace();
  for (std::size_t i = first; i < end; ++i) {
    result.timestamps->push_back(values[i].first);
    result.values->push_back(values[i].second);
  }
  result.status_code =
      end < values.size() ? wire::StatusCode::partial_data : wire::StatusCode::complete;
  return end - first;
}

}  // namespace

Result<wire::GetMetricDataOutput> answer_queries(const MetricData& data,
                                                 const aws::Context& context,
                                                 const wire::GetMetricDataInput& request) {
  const auto checked = check_queries(request, context.world.account);
  if (!checked) return checked.error();
  const auto wanted = aws::page_request(context, request.next_token, 1);
  const auto place = read_place(wanted);
  if (!place) return aws::Error(wire::error::invalid_next_token, "Invalid NextToken.");
  std::size_t room = values_per_answer;
  if (request.max_datapoints) {
    room = std::min(room, static_cast<std::size_t>(*request.max_datapoints));
  }
  const bool ascending = request.scan_by == wire::ScanBy::timestamp_ascending;
  wire::GetMetricDataOutput response;
  response.metric_data_results.emplace();
  response.messages.emplace();
  std::size_t skipped = place->value;
  for (std::size_t i = place->query; i < request.metric_data_queries.size(); ++i) {
    const wire::MetricDataQuery& query = request.metric_data_queries[i];
    if (!query.return_data.value_or(true)) continue;
    if (room == 0) {
      response.next_token = aws::make_page_token(wanted.list, place_text({i, 0}));
      break;
    }
    wire::MetricDataResult result;
    result.id = query.id;
    result.label = query.label.value_or(*query.metric_stat->metric.metric_name);
    const auto sets = sets_of(data, context, request, *query.metric_stat);
    const std::size_t added =
        fill(result, sets, *statistic_of(query.metric_stat->stat), ascending, skipped, room);
    room -= added;
    const bool is_partial = result.status_code == wire::StatusCode::partial_data;
    response.metric_data_results->push_back(std::move(result));
    if (is_partial) {
      response.next_token = aws::make_page_token(wanted.list, place_text({i, skipped + added}));
      break;
    }
    skipped = 0;
  }
  return response;
}

}  // namespace drydock::cloudwatch::api
