#include "emulator/cloudwatch/metric_data.h"

#include <algorithm>
#include <utility>

namespace drydock::cloudwatch {
namespace {

using model::cloudwatch::StandardUnit;

std::size_t bytes_of(const MetricName& metric) {
  std::size_t bytes = metric.metric_namespace.size() + metric.name.size();
  for (const auto& [name, value] : metric.dimensions) bytes += name.size() + value.size();
  return bytes;
}

}  // namespace

void MetricData::add(const World& world, const MetricName& metric, StandardUnit unit, TimePoint at,
                     const StatisticSet& set, TimePoint now) {
  Series& series = series_of({world, metric, unit});
  const TimePoint minute = std::chrono::floor<std::chrono::minutes>(at);
  std::erase_if(series.minutes,
                [&](const Minute& kept) { return kept.at < now - metric_data_kept_for; });
  const auto place = std::ranges::lower_bound(series.minutes, minute, {}, &Minute::at);
  if (place != series.minutes.end() && place->at == minute) {
    place->set.add(set);
  } else {
    series.minutes.insert(place, {minute, set});
  }
}

MetricData::Series& MetricData::series_of(Name name) {
  const auto [found, is_new] = series_.try_emplace(std::move(name));
  Series& series = found->second;
  if (is_new) {
    series.place = by_last_data_.insert(by_last_data_.end(), &found->first);
    names_bytes_ += bytes_of(std::get<MetricName>(found->first));
    make_room();
  } else {
    by_last_data_.splice(by_last_data_.end(), by_last_data_, series.place);
  }
  return series;
}

void MetricData::make_room() {
  while (series_.size() > 1 &&
         (series_.size() > metrics_max || names_bytes_ > metric_names_max_bytes)) {
    const auto oldest = series_.find(*by_last_data_.front());
    names_bytes_ -= bytes_of(std::get<MetricName>(oldest->first));
    by_last_data_.pop_front();
    series_.erase(oldest);
  }
}

std::vector<Datapoint> MetricData::datapoints(const World& world, const MetricName& metric,
                                              std::optional<StandardUnit> unit, TimePoint start,
                                              TimePoint end, Duration period) const {
  std::vector<Datapoint> points;
  for (auto at = series_.lower_bound({world, metric, StandardUnit{}}); at != series_.end(); ++at) {
    const auto& [its_world, its_metric, its_unit] = at->first;
    if (its_world != world || its_metric != metric) break;
    if (unit && its_unit != *unit) continue;
    const std::size_t first = points.size();
    const auto& minutes = at->second.minutes;
    auto minute = std::ranges::lower_bound(minutes, start, {}, &Minute::at);
    for (; minute != minutes.end() && minute->at < end; ++minute) {
      const TimePoint begins = start + (minute->at - start) / period * period;
      if (points.size() == first || points.back().at != begins) {
        points.push_back({.at = begins, .unit = its_unit, .set = {}});
      }
      points.back().set.add(minute->set);
    }
  }
  return points;
}

std::vector<const MetricName*> MetricData::metrics(const World& world) const {
  std::vector<const MetricName*> all;
  for (auto at = series_.lower_bound({world, MetricName(), StandardUnit{}});
       at != series_.end() && std::get<World>(at->first) == world; ++at) {
    const auto& metric = std::get<MetricName>(at->first);
    if (all.empty() || *all.back() != metric) all.push_back(&metric);
  }
  return all;
}

void MetricData::clear() {
  by_last_data_.clear();
  series_.clear();
  names_bytes_ = 0;
}

}  // namespace drydock::cloudwatch
