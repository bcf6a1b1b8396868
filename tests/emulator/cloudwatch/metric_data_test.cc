#include "emulator/cloudwatch/metric_data.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace drydock::cloudwatch::metric_data_test {
namespace {

using model::cloudwatch::StandardUnit;
using model::cloudwatch::Statistic;

const World world{"111122223333", "eu-west-1"};
const World other{"111122223333", "us-east-1"};
const TimePoint noon(std::chrono::hours(500'000));
const MetricName cpu{.metric_namespace = "AWS/ECS", .name = "CPU", .dimensions = {{"a", "b"}}};

struct MetricDataTest : ::testing::Test {
  void add(Duration after_noon, double value, StandardUnit unit = StandardUnit::percent) {
    data.add(world, cpu, unit, noon + after_noon, StatisticSet::of(value), noon + after_noon);
  }
  /// "0:4 60:6": when each period begins, in seconds after noon, and the sum of its values.
  [[nodiscard]] std::string sums(Duration from, Duration to, Duration period,
                                 std::optional<StandardUnit> unit = std::nullopt) const {
    std::string text;
    for (const Datapoint& point :
         data.datapoints(world, cpu, unit, noon + from, noon + to, period)) {
      const auto at = std::chrono::duration_cast<seconds>(point.at - noon).count();
      if (!text.empty()) text += " ";
      text += std::to_string(at) + ":" +
              std::to_string(std::lround(value_of(point.set, Statistic::sum)));
    }
    return text;
  }

  MetricData data;
};

TEST_F(MetricDataTest, SumsUpAMinuteAndThePeriodsThatAreAskedFor) {
  add(seconds(1), 1);
  add(seconds(59), 3);
  add(seconds(60), 6);
  add(seconds(200), 5);
  EXPECT_EQ(sums(seconds(0), seconds(600), seconds(60)), "0:4 60:6 180:5");
  EXPECT_EQ(sums(seconds(0), seconds(600), seconds(120)), "0:10 120:5");
  EXPECT_EQ(sums(seconds(60), seconds(600), seconds(120)), "60:6 180:5");
  EXPECT_EQ(sums(seconds(60), seconds(180), seconds(60)), "60:6") << "the end is not within";
  const auto first = data.datapoints(world, cpu, {}, noon, noon + seconds(60), seconds(60)).at(0);
  EXPECT_EQ(value_of(first.set, Statistic::average), 2);
  EXPECT_EQ(value_of(first.set, Statistic::minimum), 1);
  EXPECT_EQ(value_of(first.set, Statistic::maximum), 3);
  EXPECT_EQ(value_of(first.set, Statistic::sample_count), 2);
}

TEST_F(MetricDataTest, KeepsUnitsAndWorldsApart) {
  add(seconds(0), 1, StandardUnit::percent);
  add(seconds(0), 2, StandardUnit::count);
  EXPECT_EQ(sums(seconds(0), seconds(60), seconds(60)), "0:1 0:2");
  EXPECT_EQ(sums(seconds(0), seconds(60), seconds(60), StandardUnit::count), "0:2");
  EXPECT_EQ(sums(seconds(0), seconds(60), seconds(60), StandardUnit::bytes), "");
  ASSERT_EQ(data.metrics(world).size(), 1U);
  EXPECT_EQ(*data.metrics(world)[0], cpu);
  EXPECT_TRUE(data.metrics(other).empty());
}

TEST_F(MetricDataTest, TakesDataInAnyOrderAndForgetsTheOld) {
  add(seconds(120), 3);
  data.add(world, cpu, StandardUnit::percent, noon, StatisticSet::of(1), noon + seconds(120));
  EXPECT_EQ(sums(seconds(0), seconds(600), seconds(60)), "0:1 120:3");
  add(metric_data_kept_for + seconds(60), 7);
  EXPECT_EQ(sums(seconds(0), seconds(20'000), seconds(60)), "120:3 10860:7");
}

TEST_F(MetricDataTest, ForgetsTheMetricThatHadNoDataForLongest) {
  add(seconds(0), 1);
  for (std::size_t i = 0; i + 1 < metrics_max; ++i) {
    const MetricName metric{.metric_namespace = "own", .name = std::to_string(i), .dimensions = {}};
    data.add(world, metric, StandardUnit::none, noon, StatisticSet::of(1), noon);
  }
  add(seconds(60), 2);  // So that another has had none for longest.
  const MetricName one_more{.metric_namespace = "own", .name = "more", .dimensions = {}};
  data.add(world, one_more, StandardUnit::none, noon, StatisticSet::of(1), noon);
  EXPECT_EQ(sums(seconds(0), seconds(600), seconds(60)), "0:1 60:2");
  EXPECT_EQ(data.metrics(world).size(), metrics_max);
  const MetricName first{.metric_namespace = "own", .name = "0", .dimensions = {}};
  EXPECT_TRUE(data.datapoints(world, first, {}, noon, noon + seconds(60), seconds(60)).empty());
}

TEST_F(MetricDataTest, BoundsTheBytesOfNames) {
  const std::string megabyte(1024 * 1024, 'x');
  for (int i = 0; i < 20; ++i) {
    const MetricName metric{
        .metric_namespace = "own", .name = std::to_string(i), .dimensions = {{"long", megabyte}}};
    data.add(world, metric, StandardUnit::none, noon, StatisticSet::of(1), noon);
  }
  EXPECT_EQ(data.metrics(world).size(), 15U);
}

}  // namespace
}  // namespace drydock::cloudwatch::metric_data_test
