#pragma once

#include "emulator/cloudwatch/metric.h"

namespace drydock::cloudwatch {

/// What drydock itself measures of something in a minute.
struct PublishedMetric {
  MetricName metric;
  model::cloudwatch::StandardUnit unit = model::cloudwatch::StandardUnit::none;
  StatisticSet set;

  friend bool operator==(const PublishedMetric&, const PublishedMetric&) = default;
};

}  // namespace drydock::cloudwatch
