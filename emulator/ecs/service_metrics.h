#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "emulator/cloudwatch/published_metric.h"
#include "emulator/ecs/task_resources.h"

/// AWS/ECS: how much of what they reserve the tasks of a service use.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
namespace drydock::ecs {

/// What a task's containers use together.
struct TaskUsage {
  TaskResources reserved;
  double cpus = 0;  ///< vCPUs, on average over the time that was looked at.
  double memory_bytes = 0;
};

/// CPUUtilization and MemoryUtilization, with a value for each task, in percent. A task that
/// reserves no CPU, or no memory, has none of it; where no task has, the metric is not published.
std::vector<cloudwatch::PublishedMetric> service_metrics(std::string_view cluster,
                                                         std::string_view service,
                                                         const std::vector<TaskUsage>& tasks);

}  // namespace drydock::ecs
