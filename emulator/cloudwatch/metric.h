#pragma once

#include <boost/describe/class.hpp>
#include <compare>
#include <map>
#include <string>
#include <vector>

#include "model/cloudwatch/common.h"

namespace drydock::cloudwatch {

/// What a metric is known by within a world. The order in which a client gives dimensions is none
/// of the metric's.
struct MetricName {
  std::string metric_namespace;
  std::string name;
  std::map<std::string, std::string> dimensions;

  friend auto operator<=>(const MetricName&, const MetricName&) = default;
};
BOOST_DESCRIBE_STRUCT(MetricName, (), (metric_namespace, name, dimensions))

/// As clients give dimensions, and are told them.
std::map<std::string, std::string> dimensions_of(
    const std::vector<model::cloudwatch::Dimension>& given);
std::vector<model::cloudwatch::Dimension> shown_dimensions(const MetricName& metric);

/// What the values of a metric in some time come to.
struct StatisticSet {
  double sample_count = 0;
  double sum = 0;
  double minimum = 0;
  double maximum = 0;

  /// A value that occurred so many times.
  static StatisticSet of(double value, double count = 1);
  void add(const StatisticSet& other);

  friend bool operator==(const StatisticSet&, const StatisticSet&) = default;
};

double value_of(const StatisticSet& set, model::cloudwatch::Statistic statistic);

}  // namespace drydock::cloudwatch
