#include <gtest/gtest.h>

#include "tests/api/calls.h"

namespace drydock::cloudwatch::api::metrics_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

/// Every call comes in at this second: 2023-11-14T22:13:20Z.
constexpr long long now = 1'700'000'000;

std::string put(const std::string& datum) {
  return R"({"Namespace":"Shop","MetricData":[{"MetricName":"Orders",)" + datum + "}]}";
}

std::string statistics(const std::string& more, long long from = now - 600) {
  return R"({"Namespace":"Shop","MetricName":"Orders","StartTime":)" + std::to_string(from) +
         R"(,"EndTime":)" + std::to_string(now + 60) +
         R"(,"Statistics":["Sum","Average","SampleCount"])" + more + "}";
}

TEST(Metrics, AreSummedUpByPeriod) {
  Calls calls;
  calls.cloudwatch("PutMetricData", put(R"("Value":3)"));
  calls.cloudwatch("PutMetricData", put(R"("Values":[1,5],"Counts":[2,1])"));
  calls.cloudwatch(
      "PutMetricData",
      put(R"("StatisticValues":{"SampleCount":2,"Sum":10,"Minimum":4,"Maximum":6},"Timestamp":)" +
          std::to_string(now - 300)));
  const auto found = calls.cloudwatch("GetMetricStatistics", statistics(R"(,"Period":60)"));
  EXPECT_EQ(json_at(found, "Label"), "Orders");
  EXPECT_EQ(json_at(found, "Datapoints"), "[2]");
  EXPECT_EQ(json_at(found, "Datapoints/0/Sum"), "10");
  EXPECT_EQ(json_at(found, "Datapoints/1/Sum"), "10");
  EXPECT_EQ(json_at(found, "Datapoints/1/Average"), "2.500000");
  EXPECT_EQ(json_at(found, "Datapoints/1/SampleCount"), "4");
  EXPECT_EQ(json_at(found, "Datapoints/1/Minimum"), "absent");
  EXPECT_EQ(json_at(found, "Datapoints/1/Unit"), "None");
  EXPECT_EQ(json_at(calls.cloudwatch("GetMetricStatistics", statistics(R"(,"Period":3600)")),
                    "Datapoints/0/Sum"),
            "20");
}

TEST(Metrics, AreAnsweredByQuery) {
  Calls calls;
  for (int minute = 1; minute <= 3; ++minute) {
    calls.cloudwatch("PutMetricData", put(R"("Value":)" + std::to_string(minute) +
                                          R"(,"Timestamp":)" + std::to_string(now - 60 * minute)));
  }
  const auto query = [&calls](const std::string& more) {
    return calls.cloudwatch(
        "GetMetricData",
        R"({"StartTime":)" + std::to_string(now - 600) + R"(,"EndTime":)" + std::to_string(now) +
            R"(,"MetricDataQueries":[{"Id":"m1","MetricStat":{"Metric":{"Namespace":"Shop",)"
            R"("MetricName":"Orders"},"Period":60,"Stat":"Sum"}}])" +
            more + "}");
  };
  const auto all = query("");
  EXPECT_EQ(json_at(all, "MetricDataResults/0/Id"), "m1");
  EXPECT_EQ(json_at(all, "MetricDataResults/0/Label"), "Orders");
  EXPECT_EQ(json_at(all, "MetricDataResults/0/Values"), "[3]");
  EXPECT_EQ(json_at(all, "MetricDataResults/0/Values/0"), "1") << "the newest comes first";
  EXPECT_EQ(json_at(all, "MetricDataResults/0/StatusCode"), "Complete");
  EXPECT_EQ(json_at(query(R"(,"ScanBy":"TimestampAscending")"), "MetricDataResults/0/Values/0"),
            "3");
  const auto first = query(R"(,"MaxDatapoints":2)");
  EXPECT_EQ(json_at(first, "MetricDataResults/0/Values"), "[2]");
  EXPECT_EQ(json_at(first, "MetricDataResults/0/StatusCode"), "PartialData");
  const auto rest =
      query(R"(,"MaxDatapoints":2,"NextToken":")" + json_at(first, "NextToken") + R"(")");
  EXPECT_EQ(json_at(rest, "MetricDataResults/0/Values"), "[1]");
  EXPECT_EQ(json_at(rest, "MetricDataResults/0/Values/0"), "3");
  EXPECT_EQ(json_at(rest, "NextToken"), "absent");
  EXPECT_EQ(refusal(query(R"(,"NextToken":"x")")), "InvalidNextToken: Invalid NextToken.");
}

TEST(Metrics, AreListed) {
  Calls calls;
  calls.cloudwatch("PutMetricData", put(R"("Value":1)"));
  calls.cloudwatch("PutMetricData",
                   put(R"("Value":1,"Dimensions":[{"Name":"Site","Value":"eu"}])"));
  const auto count = [&calls](const std::string& body) {
    return json_at(calls.cloudwatch("ListMetrics", body), "Metrics");
  };
  EXPECT_EQ(count("{}"), "[2]");
  EXPECT_EQ(count(R"({"Namespace":"Other"})"), "[0]");
  EXPECT_EQ(count(R"({"MetricName":"Orders"})"), "[2]");
  EXPECT_EQ(count(R"({"Dimensions":[{"Name":"Site"}]})"), "[1]");
  EXPECT_EQ(count(R"({"Dimensions":[{"Name":"Site","Value":"us"}]})"), "[0]");
}

TEST(Metrics, AreRefusedWhereTheyCannotBeKept) {
  Calls calls;
  const auto refused = [&calls](const std::string& datum) {
    return refusal(calls.cloudwatch("PutMetricData", put(datum)));
  };
  EXPECT_EQ(refused(R"("Value":1,"Values":[1])"),
            "InvalidParameterCombinationException: Each metric datum must have exactly one of "
            "Value, StatisticValues and Values, and Counts only with Values.");
  EXPECT_EQ(refused(R"("Value":1e200)"),
            "InvalidParameterValueException: Values must be in the range of -2^360 to 2^360, and "
            "Counts positive.");
  EXPECT_EQ(refused(R"("Values":[1,2],"Counts":[1])"),
            "InvalidParameterValueException: The parameters Values and Counts must be of the same "
            "size.");
  EXPECT_EQ(refused(R"("Value":1,"StorageResolution":1)"),
            "InvalidParameterValueException: drydock keeps a value for each minute: "
            "StorageResolution must be 60.");
  EXPECT_EQ(refused(R"("Value":1,"Timestamp":)" + std::to_string(now - 10'801)),
            "InvalidParameterValueException: drydock keeps metric data for 3 hours, and takes no "
            "older data.");
  EXPECT_EQ(refused(R"("Value":1,"Timestamp":)" + std::to_string(now + 7'201)),
            "InvalidParameterValueException: The timestamp must be no more than 2 hours in the "
            "future.");
  EXPECT_EQ(refused(R"("Value":1,"Dimensions":[{"Name":"a\u0001","Value":"b"}])"),
            "InvalidParameterValueException: Names of metrics and dimensions have no control "
            "characters.");
  EXPECT_EQ(json_at(calls.cloudwatch("ListMetrics"), "Metrics"), "[0]");
}

TEST(Metrics, AreNotAskedForWhatThereIsNot) {
  Calls calls;
  EXPECT_EQ(refusal(calls.cloudwatch("GetMetricStatistics", statistics(R"(,"Period":30)"))),
            "InvalidParameterValueException: drydock keeps a value for each minute: the parameter "
            "Period must be a multiple of 60.");
  EXPECT_EQ(refusal(calls.cloudwatch("GetMetricStatistics",
                                     statistics(R"(,"Period":60)", now - 200'000))),
            "InvalidParameterCombinationException: You have requested up to 3334 datapoints, which "
            "exceeds the limit of 1,440. You may reduce the datapoints requested by increasing "
            "Period, or decreasing the time range.");
  EXPECT_EQ(
      refusal(calls.cloudwatch(
          "GetMetricData",
          R"({"StartTime":1,"EndTime":2,"MetricDataQueries":[{"Id":"e","Expression":"1"}]})")),
      "ValidationError: drydock does not emulate metric math and Metrics Insights queries "
      "(Expression).");
}

}  // namespace
}  // namespace drydock::cloudwatch::api::metrics_test
