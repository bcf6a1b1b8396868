#include <gtest/gtest.h>

#include "emulator/cloudwatch/alarm.h"
#include "emulator/store/store.h"
#include "tests/api/calls.h"

namespace drydock::cloudwatch::api::alarms_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

const std::string pager = "arn:aws:sns:eu-west-1:111122223333:pager";

/// The members of an alarm, but for those that a test gives itself.
std::string alarm(const std::string& name, const std::string& more = "") {
  return R"({"AlarmName":")" + name +
         R"(","MetricName":"Errors","Namespace":"Shop","Statistic":"Sum","Period":60,)"
         R"("EvaluationPeriods":3,"Threshold":5,)"
         R"("ComparisonOperator":"GreaterThanOrEqualToThreshold")" +
         more + "}";
}

std::string state_of(Calls& calls, const std::string& name) {
  return json_at(calls.cloudwatch("DescribeAlarms", R"({"AlarmNames":[")" + name + R"("]})"),
                 "MetricAlarms/0/StateValue");
}

TEST(Alarms, AreMadeInInsufficientDataAndShownAsTheyWereGiven) {
  Calls calls;
  EXPECT_EQ(refusal(calls.cloudwatch(
                "PutMetricAlarm",
                alarm("errors", R"(,"AlarmActions":[")" + pager +
                                    R"("],"Dimensions":[{"Name":"Site","Value":"eu"}])"))),
            "none");
  const auto shown = calls.cloudwatch("DescribeAlarms");
  EXPECT_EQ(json_at(shown, "MetricAlarms"), "[1]");
  EXPECT_EQ(json_at(shown, "CompositeAlarms"), "[0]");
  EXPECT_EQ(json_at(shown, "MetricAlarms/0/AlarmArn"),
            "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors");
  EXPECT_EQ(json_at(shown, "MetricAlarms/0/StateValue"), "INSUFFICIENT_DATA");
  EXPECT_EQ(json_at(shown, "MetricAlarms/0/StateReason"), "Unchecked: Initial alarm creation");
  EXPECT_EQ(json_at(shown, "MetricAlarms/0/ActionsEnabled"), "true");
  EXPECT_EQ(json_at(shown, "MetricAlarms/0/AlarmActions/0"), pager);
  EXPECT_EQ(json_at(shown, "MetricAlarms/0/Dimensions/0/Value"), "eu");
  EXPECT_EQ(json_at(shown, "MetricAlarms/0/Period"), "60");
  EXPECT_EQ(json_at(shown, "MetricAlarms/0/DatapointsToAlarm"), "absent");
  EXPECT_EQ(json_at(shown, "MetricAlarms/0/TreatMissingData"), "absent");
}

TEST(Alarms, KeepTheirStateWhenTheyAreConfiguredAnew) {
  Calls calls;
  calls.cloudwatch("PutMetricAlarm", alarm("errors", R"(,"Tags":[{"Key":"team","Value":"a"}])"));
  calls.cloudwatch("SetAlarmState",
                   R"({"AlarmName":"errors","StateValue":"ALARM","StateReason":"a test"})");
  calls.cloudwatch("PutMetricAlarm", alarm("errors", R"(,"AlarmDescription":"new")"));
  const auto shown = calls.cloudwatch("DescribeAlarms");
  EXPECT_EQ(json_at(shown, "MetricAlarms/0/AlarmDescription"), "new");
  EXPECT_EQ(json_at(shown, "MetricAlarms/0/StateValue"), "ALARM");
  EXPECT_EQ(json_at(shown, "MetricAlarms/0/StateReason"), "a test");
  EXPECT_EQ(json_at(calls.cloudwatch("ListTagsForResource",
                                     R"({"ResourceARN":"arn:aws:cloudwatch:eu-west-1:)"
                                     R"(111122223333:alarm:errors"})"),
                    "Tags/0/Value"),
            "a");
}

struct Refused {
  std::string more;
  std::string message;
};

TEST(Alarms, AreRefusedWhereDrydockOrAwsHasNoneOfThem) {
  const std::vector<Refused> rows = {
      {R"(,"Metrics":[])",
       "drydock does not emulate alarms on metric math or several metrics "
       "(Metrics)."},
      {R"(,"ExtendedStatistic":"p99")",
       "drydock does not emulate percentiles "
       "(ExtendedStatistic)."},
      {R"(,"EvaluationInterval":60)", "drydock does not emulate EvaluationInterval."},
      {R"(,"ThresholdMetricId":"m1")",
       "drydock does not emulate anomaly detection "
       "(ThresholdMetricId)."},
      {R"(,"DatapointsToAlarm":4)",
       "DatapointsToAlarm must be less than or equal to EvaluationPeriods."},
      {R"(,"TreatMissingData":"maybe")",
       "The value maybe of TreatMissingData is not one of "
       "breaching, notBreaching, ignore and missing."},
      {R"(,"OKActions":["pager"])", "Invalid arn syntax: pager"},
      {R"(,"Period":90)", "Period must be 10, 20, 30 or a multiple of 60."},
      {R"(,"Period":10)",
       "drydock keeps a value for each minute: Period must be a multiple of "
       "60."},
      {R"(,"Period":2147483640)",
       "Metrics cannot be checked across more than a day "
       "(EvaluationPeriods * Period must be <= 86400)."},
      {R"(,"Period":3600)",
       "drydock keeps metrics for 3 hours: (EvaluationPeriods + 2) * Period "
       "must be <= 10800."},
      {R"(,"ComparisonOperator":"GreaterThanUpperThreshold")",
       "drydock does not emulate anomaly detection, which this ComparisonOperator is for."},
  };
  Calls calls;
  for (const Refused& row : rows) {
    // Of a member that a body has twice the last one counts.
    EXPECT_EQ(refusal(calls.cloudwatch("PutMetricAlarm", alarm("errors", row.more))),
              "ValidationError: " + row.message);
  }
  EXPECT_EQ(refusal(calls.cloudwatch("PutMetricAlarm", R"({"AlarmName":"errors"})")),
            "ValidationError: The parameter MetricName is required.");
  EXPECT_EQ(json_at(calls.cloudwatch("DescribeAlarms"), "MetricAlarms"), "[0]");
}

TEST(Alarms, AreSetToAStateForATest) {
  Calls calls;
  calls.cloudwatch("PutMetricAlarm", alarm("errors"));
  EXPECT_EQ(
      refusal(calls.cloudwatch("SetAlarmState",
                               R"({"AlarmName":"gone","StateValue":"OK","StateReason":"a test"})")),
      "404 ResourceNotFound: The alarm gone does not exist.");
  EXPECT_EQ(refusal(calls.cloudwatch("SetAlarmState",
                                     R"({"AlarmName":"errors","StateValue":"OK",)"
                                     R"("StateReason":"a test","StateReasonData":"{"})")),
            "InvalidFormatFault: StateReasonData is not valid JSON.");
  EXPECT_EQ(state_of(calls, "errors"), "INSUFFICIENT_DATA");
  calls.cloudwatch("SetAlarmState",
                   R"({"AlarmName":"errors","StateValue":"OK","StateReason":"a test"})");
  EXPECT_EQ(state_of(calls, "errors"), "OK");
}

TEST(Alarms, TellTheirHistory) {
  Calls calls;
  calls.cloudwatch("PutMetricAlarm", alarm("errors"));
  calls.cloudwatch("SetAlarmState",
                   R"({"AlarmName":"errors","StateValue":"OK","StateReason":"a test"})");
  const auto history = calls.cloudwatch("DescribeAlarmHistory", R"({"AlarmName":"errors"})");
  EXPECT_EQ(json_at(history, "AlarmHistoryItems"), "[2]");
  EXPECT_EQ(json_at(history, "AlarmHistoryItems/0/HistorySummary"),
            "Alarm updated from INSUFFICIENT_DATA to OK");
  EXPECT_EQ(json_at(history, "AlarmHistoryItems/1/HistoryItemType"), "ConfigurationUpdate");
  const auto oldest =
      calls.cloudwatch("DescribeAlarmHistory",
                       R"({"AlarmName":"errors","ScanBy":"TimestampAscending","MaxRecords":1})");
  EXPECT_EQ(json_at(oldest, "AlarmHistoryItems/0/HistorySummary"), "Alarm \"errors\" created");
  const auto next = calls.cloudwatch("DescribeAlarmHistory",
                                     R"({"AlarmName":"errors","ScanBy":"TimestampAscending",)"
                                     R"("MaxRecords":1,"NextToken":")" +
                                         json_at(oldest, "NextToken") + R"("})");
  EXPECT_EQ(json_at(next, "AlarmHistoryItems/0/HistoryItemType"), "StateUpdate");
  EXPECT_EQ(json_at(next, "NextToken"), "absent");
  EXPECT_EQ(refusal(calls.cloudwatch("DescribeAlarmHistory")),
            "ValidationError: drydock tells the history of one alarm at a time: give AlarmName.");
}

TEST(Alarms, AreFoundByNameStateActionAndMetric) {
  Calls calls;
  calls.cloudwatch("PutMetricAlarm", alarm("a-errors", R"(,"OKActions":[")" + pager + R"("])"));
  calls.cloudwatch("PutMetricAlarm", alarm("a-late"));
  calls.cloudwatch("PutMetricAlarm", alarm("b", R"(,"Dimensions":[{"Name":"Site","Value":"eu"}])"));
  calls.cloudwatch("SetAlarmState", R"({"AlarmName":"b","StateValue":"OK","StateReason":"x"})");
  const auto found = [&calls](const std::string& body) {
    return json_at(calls.cloudwatch("DescribeAlarms", body), "MetricAlarms");
  };
  EXPECT_EQ(found("{}"), "[3]");
  EXPECT_EQ(found(R"({"AlarmNamePrefix":"a-"})"), "[2]");
  EXPECT_EQ(found(R"({"AlarmNames":["b","gone"]})"), "[1]");
  EXPECT_EQ(found(R"({"StateValue":"OK"})"), "[1]");
  EXPECT_EQ(found(R"({"ActionPrefix":"arn:aws:sns"})"), "[1]");
  EXPECT_EQ(found(R"({"AlarmTypes":["CompositeAlarm"]})"), "[0]");
  EXPECT_EQ(found(R"({"ParentsOfAlarmName":"b"})"), "[0]");
  EXPECT_EQ(
      refusal(calls.cloudwatch("DescribeAlarms", R"({"AlarmNames":["b"],"AlarmNamePrefix":"a"})")),
      "ValidationError: AlarmNames and AlarmNamePrefix cannot be specified together.");
  const auto on = [&calls](const std::string& more) {
    return json_at(calls.cloudwatch("DescribeAlarmsForMetric",
                                    R"({"MetricName":"Errors","Namespace":"Shop")" + more + "}"),
                   "MetricAlarms");
  };
  EXPECT_EQ(on(""), "[2]");
  EXPECT_EQ(on(R"(,"Dimensions":[{"Name":"Site","Value":"eu"}])"), "[1]");
  EXPECT_EQ(on(R"(,"Statistic":"Average")"), "[0]");
  EXPECT_EQ(on(R"(,"Period":300)"), "[0]");
}

TEST(Alarms, OfOneMetricAreNotToldBeyondABound) {
  Calls calls;
  for (int i = 0; i < 1000; ++i) calls.cloudwatch("PutMetricAlarm", alarm(std::to_string(i)));
  const std::string asked = R"({"MetricName":"Errors","Namespace":"Shop"})";
  EXPECT_EQ(json_at(calls.cloudwatch("DescribeAlarmsForMetric", asked), "MetricAlarms"), "[1000]");
  calls.cloudwatch("PutMetricAlarm", alarm("one more"));
  EXPECT_EQ(refusal(calls.cloudwatch("DescribeAlarmsForMetric", asked)),
            "ValidationError: There are more than 1000 such alarms, which drydock does not tell in "
            "one answer: DescribeAlarms has pages.");
}

TEST(Alarms, AreDeletedWhereTheyAre) {
  Calls calls;
  calls.cloudwatch("PutMetricAlarm", alarm("errors"));
  EXPECT_EQ(refusal(calls.cloudwatch("DeleteAlarms", R"({"AlarmNames":["gone","errors"]})")),
            "none");
  EXPECT_EQ(json_at(calls.cloudwatch("DescribeAlarms"), "MetricAlarms"), "[0]");
}

TEST(Alarms, ActOrDoNot) {
  Calls calls;
  calls.cloudwatch("PutMetricAlarm", alarm("errors"));
  const auto enabled = [&calls] {
    return json_at(calls.cloudwatch("DescribeAlarms"), "MetricAlarms/0/ActionsEnabled");
  };
  calls.cloudwatch("DisableAlarmActions", R"({"AlarmNames":["errors","gone"]})");
  EXPECT_EQ(enabled(), "false");
  calls.cloudwatch("EnableAlarmActions", R"({"AlarmNames":["errors"]})");
  EXPECT_EQ(enabled(), "true");
}

TEST(AlarmTags, AreAddedAndTakenAway) {
  Calls calls;
  calls.cloudwatch("PutMetricAlarm", alarm("errors"));
  const std::string named =
      R"("ResourceARN":"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors")";
  const auto tags = [&] {
    return json_at(calls.cloudwatch("ListTagsForResource", "{" + named + "}"), "Tags");
  };
  calls.cloudwatch("TagResource",
                   "{" + named + R"(,"Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]})");
  EXPECT_EQ(tags(), "[2]");
  calls.cloudwatch("UntagResource", "{" + named + R"(,"TagKeys":["a"]})");
  EXPECT_EQ(tags(), "[1]");
  EXPECT_EQ(refusal(calls.cloudwatch("TagResource",
                                     "{" + named + R"(,"Tags":[{"Key":"aws:x","Value":"1"}]})")),
            "InvalidParameterValueException: aws: prefixed tags are reserved for AWS use.");
  EXPECT_EQ(refusal(calls.cloudwatch("ListTagsForResource", R"({"ResourceARN":"alarm"})")),
            "404 ResourceNotFoundException: The alarm alarm does not exist.");
}

}  // namespace
}  // namespace drydock::cloudwatch::api::alarms_test
