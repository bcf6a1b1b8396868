#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/cloudwatch/metric.h"

namespace drydock::cloudwatch {

/// For so long the data of a metric is kept.
inline constexpr Duration metric_data_kept_for = std::chrono::hours(3);
/// How far ahead of now data may lie, as AWS has it.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
inline constexpr Duration metric_data_ahead = std::chrono::hours(2);
/// What data is summed up by: the shortest period that can be asked for.
inline constexpr Duration metric_resolution = std::chrono::minutes(1);
/// The most metrics that data is kept of, each of its units by itself, and the most bytes that
/// their names may have together. Beyond it those go that had no data for longest.
inline constexpr std::size_t metrics_max = 10'000;
inline constexpr std::size_t metric_names_max_bytes = std::size_t{16} * 1024 * 1024;

/// What a metric's values in one period come to.
struct Datapoint {
  TimePoint at;  ///< When the period began.
  model::cloudwatch::StandardUnit unit = model::cloudwatch::StandardUnit::none;
  StatisticSet set;
};

/// The data of all worlds' metrics, in memory alone: a journal of it would be many times as long as
/// all else. It belongs to the control thread.
class MetricData {
 public:
  MetricData() = default;
  MetricData(const MetricData&) = delete;
  MetricData& operator=(const MetricData&) = delete;

  /// Adds to the minute that `at` is in. What is older than metric_data_kept_for goes.
  void add(const World& world, const MetricName& metric, model::cloudwatch::StandardUnit unit,
           TimePoint at, const StatisticSet& set, TimePoint now);

  /// The periods from `start` on, to `end`, which have data: those of one unit, or of each. Both
  /// times are whole minutes, and so is `period`, which is not 0. Oldest first, by unit.
  [[nodiscard]] std::vector<Datapoint> datapoints(
      const World& world, const MetricName& metric,
      std::optional<model::cloudwatch::StandardUnit> unit, TimePoint start, TimePoint end,
      Duration period) const;

  /// Every metric of the world that has data, each once, in the order of their names. The pointers
  /// hold until data is added.
  [[nodiscard]] std::vector<const MetricName*> metrics(const World& world) const;

  /// Forgets everything.
  void clear();

 private:
  using Name = std::tuple<World, MetricName, model::cloudwatch::StandardUnit>;
  struct Minute {
    TimePoint at;
    StatisticSet set;
  };
  struct Series {
    std::vector<Minute> minutes;  ///< In order.
    std::list<const Name*>::iterator place;
  };

  Series& series_of(Name name);
  void make_room();

  std::map<Name, Series> series_;
  std::list<const Name*> by_last_data_;  ///< The name of each, what had data last at the end.
  std::size_t names_bytes_ = 0;
};

}  // namespace drydock::cloudwatch
