#include "emulator/ecs/service_metrics.h"

#include <string>

namespace drydock::ecs {
namespace {

using cloudwatch::PublishedMetric;
using cloudwatch::StatisticSet;

constexpr double units_per_cpu = 1024;
constexpr double mebibyte = 1024.0 * 1024;

/// In percent; nothing where nothing is reserved.
StatisticSet utilization(double used, double reserved) {
  return reserved > 0 ? StatisticSet::of(100 * used / reserved) : StatisticSet();
}

}  // namespace

std::vector<PublishedMetric> service_metrics(std::string_view cluster, std::string_view service,
                                             const std::vector<TaskUsage>& tasks) {
  StatisticSet cpu;
  StatisticSet memory;
  for (const TaskUsage& task : tasks) {
    cpu.add(utilization(task.cpus * units_per_cpu, static_cast<double>(task.reserved.cpu_units)));
    memory.add(
        utilization(task.memory_bytes / mebibyte, static_cast<double>(task.reserved.memory_mib)));
  }
  std::vector<PublishedMetric> metrics;
  const auto publish = [&](std::string name, const StatisticSet& set) {
    if (set.sample_count == 0) return;
    metrics.push_back({.metric = {.metric_namespace = "AWS/ECS",
                                  .name = std::move(name),
                                  .dimensions = {{"ClusterName", std::string(cluster)},
                                                 {"ServiceName", std::string(service)}}},
                       .unit = model::cloudwatch::StandardUnit::percent,
                       .set = set});
  };
  publish("CPUUtilization", cpu);
  publish("MemoryUtilization", memory);
  return metrics;
}

}  // namespace drydock::ecs
