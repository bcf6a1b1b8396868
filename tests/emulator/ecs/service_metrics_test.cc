#include "emulator/ecs/service_metrics.h"

#include <gtest/gtest.h>

namespace drydock::ecs::service_metrics_test {
namespace {

constexpr double mebibyte = 1024.0 * 1024;

TEST(ServiceMetrics, AreWhatTasksUseOfWhatTheyReserve) {
  const std::vector<TaskUsage> tasks = {
      {.reserved = {.cpu_units = 512, .memory_mib = 256},
       .cpus = 0.25,
       .memory_bytes = 64 * mebibyte},
      {.reserved = {.cpu_units = 512, .memory_mib = 256},
       .cpus = 0.5,
       .memory_bytes = 128 * mebibyte},
  };
  const auto metrics = service_metrics("harbour", "web", tasks);
  ASSERT_EQ(metrics.size(), 2U);
  EXPECT_EQ(metrics[0].metric.metric_namespace, "AWS/ECS");
  EXPECT_EQ(metrics[0].metric.name, "CPUUtilization");
  EXPECT_EQ(metrics[0].metric.dimensions, (std::map<std::string, std::string>{
                                              {"ClusterName", "harbour"}, {"ServiceName", "web"}}));
  EXPECT_EQ(metrics[0].set, (cloudwatch::StatisticSet{
                                .sample_count = 2, .sum = 150, .minimum = 50, .maximum = 100}));
  EXPECT_EQ(metrics[1].metric.name, "MemoryUtilization");
  EXPECT_EQ(value_of(metrics[1].set, model::cloudwatch::Statistic::average), 37.5);
}

TEST(ServiceMetrics, AreNotOfWhatIsNotReserved) {
  EXPECT_TRUE(service_metrics("harbour", "web", {}).empty());
  const auto metrics = service_metrics(
      "harbour", "web", {{.reserved = {.memory_mib = 100}, .cpus = 1, .memory_bytes = mebibyte}});
  ASSERT_EQ(metrics.size(), 1U);
  EXPECT_EQ(metrics[0].metric.name, "MemoryUtilization");
  EXPECT_EQ(metrics[0].set.sum, 1);
}

}  // namespace
}  // namespace drydock::ecs::service_metrics_test
