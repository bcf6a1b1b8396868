#include "emulator/cloudwatch/metric.h"

#include <algorithm>

namespace drydock::cloudwatch {

std::map<std::string, std::string> dimensions_of(
    const std::vector<model::cloudwatch::Dimension>& given) {
  std::map<std::string, std::string> dimensions;
  for (const auto& dimension : given) dimensions.insert_or_assign(dimension.name, dimension.value);
  return dimensions;
}

std::vector<model::cloudwatch::Dimension> shown_dimensions(const MetricName& metric) {
  std::vector<model::cloudwatch::Dimension> shown;
  for (const auto& [name, value] : metric.dimensions) shown.push_back({name, value});
  return shown;
}

StatisticSet StatisticSet::of(double value, double count) {
  return {.sample_count = count, .sum = value * count, .minimum = value, .maximum = value};
}

void StatisticSet::add(const StatisticSet& other) {
  if (other.sample_count == 0) return;
  if (sample_count == 0) {
    *this = other;
    return;
  }
  sample_count += other.sample_count;
  sum += other.sum;
  minimum = std::min(minimum, other.minimum);
  maximum = std::max(maximum, other.maximum);
}

double value_of(const StatisticSet& set, model::cloudwatch::Statistic statistic) {
  switch (statistic) {
    case model::cloudwatch::Statistic::sample_count:
      return set.sample_count;
    case model::cloudwatch::Statistic::average:
      return set.sample_count == 0 ? 0 : set.sum / set.sample_count;
    case model::cloudwatch::Statistic::sum:
      return set.sum;
    case model::cloudwatch::Statistic::minimum:
      return set.minimum;
    case model::cloudwatch::Statistic::maximum:
      return set.maximum;
  }
  return 0;
}

}  // namespace drydock::cloudwatch
