#include "emulator/cloudwatch/alarm_evaluation.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "emulator/cloudwatch/alarm_text.h"

namespace drydock::cloudwatch::alarm_evaluation_test {
namespace {

using model::cloudwatch::ComparisonOperator;
using model::cloudwatch::Statistic;

const TimePoint end_of_range(std::chrono::minutes(29'000'000));

AlarmRule rule_of(int datapoints_to_alarm, int evaluation_periods, std::string treatment) {
  return {.evaluation_periods = evaluation_periods,
          .datapoints_to_alarm = datapoints_to_alarm,
          .threshold = 5,
          .treat_missing_data = std::move(treatment)};
}

/// "0 - X": within the threshold, no data, breaching, oldest first, a minute each.
std::vector<PeriodValue> periods(const std::string& picture) {
  std::vector<PeriodValue> all;
  for (const char c : picture) {
    if (c == ' ') continue;
    PeriodValue period;
    if (c == '0') period.value = 1;
    if (c == 'X') period.value = 9;
    all.push_back(period);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].at = end_of_range - std::chrono::minutes(all.size() - i);
  }
  return all;
}

/// What becomes of the alarm: its new state, or "stays".
std::string outcome(const AlarmRule& rule, const std::string& picture) {
  const auto evaluation = evaluate(rule, periods(picture), end_of_range);
  return evaluation ? std::string(to_text(evaluation->state)) : "stays";
}

struct MissingDataRow {
  int datapoints_to_alarm, evaluation_periods;
  std::string picture;
  std::string missing, ignore, breaching, not_breaching;
};

/// The tables of
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html,
/// and below them what its prose says of data that is only just coming.
const std::vector<MissingDataRow> missing_data_rows = {
    {3, 3, "0 - X - X", "OK", "OK", "OK", "OK"},
    {3, 3, "- - - - 0", "OK", "OK", "OK", "OK"},
    {3, 3, "- - - - -", "INSUFFICIENT_DATA", "stays", "ALARM", "OK"},
    {3, 3, "0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"},
    {3, 3, "- - X - -", "ALARM", "stays", "ALARM", "OK"},
    {2, 3, "0 - X - X", "ALARM", "ALARM", "ALARM", "ALARM"},
    {2, 3, "0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM"},
    {2, 3, "0 - X - -", "OK", "OK", "ALARM", "OK"},
    {2, 3, "- - - - 0", "OK", "OK", "ALARM", "OK"},
    {2, 3, "- - - X -", "ALARM", "stays", "ALARM", "OK"},
    {3, 3, "- - - - X", "stays", "stays", "ALARM", "OK"},
    {3, 3, "- - - X -", "stays", "stays", "ALARM", "OK"},
    {3, 3, "- - - X 0", "OK", "OK", "OK", "OK"},
    {3, 3, "- - X - 0", "OK", "OK", "OK", "OK"},
    {1, 1, "- - X", "ALARM", "ALARM", "ALARM", "ALARM"},
    {1, 1, "X - -", "ALARM", "ALARM", "ALARM", "ALARM"},
    {1, 1, "X 0 -", "OK", "OK", "OK", "OK"},
};

TEST(AlarmEvaluation, TreatsMissingDataByTheTablesOfItsDocumentation) {
  for (const MissingDataRow& row : missing_data_rows) {
    const auto with = [&row](const std::string& treatment) {
      return outcome(rule_of(row.datapoints_to_alarm, row.evaluation_periods, treatment),
                     row.picture);
    };
    const std::string what = row.picture + " with M = " + std::to_string(row.datapoints_to_alarm);
    EXPECT_EQ(with("missing"), row.missing) << what;
    EXPECT_EQ(with("ignore"), row.ignore) << what;
    EXPECT_EQ(with("breaching"), row.breaching) << what;
    EXPECT_EQ(with("notBreaching"), row.not_breaching) << what;
  }
}

TEST(AlarmEvaluation, ComparesAsItIsTold) {
  struct Row {
    ComparisonOperator comparison;
    bool below, at, above;
  };
  for (const Row& row :
       {Row{ComparisonOperator::greater_than_threshold, false, false, true},
        Row{ComparisonOperator::greater_than_or_equal_to_threshold, false, true, true},
        Row{ComparisonOperator::less_than_threshold, true, false, false},
        Row{ComparisonOperator::less_than_or_equal_to_threshold, true, true, false}}) {
    AlarmRule rule = rule_of(1, 1, "missing");
    rule.comparison = row.comparison;
    EXPECT_EQ(is_breaching(rule, 4.9), row.below) << to_text(row.comparison);
    EXPECT_EQ(is_breaching(rule, 5), row.at) << to_text(row.comparison);
    EXPECT_EQ(is_breaching(rule, 5.1), row.above) << to_text(row.comparison);
  }
}

TEST(AlarmEvaluation, SaysWhy) {
  const auto reason = [](const AlarmRule& rule, const std::string& picture) {
    return evaluate(rule, periods(picture), end_of_range)->reason;
  };
  EXPECT_EQ(reason(rule_of(1, 1, "missing"), "0 0 X"),
            "Threshold Crossed: 1 out of the last 1 datapoints [9.0 (19/02/25 21:19:00)] was "
            "greater than the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).");
  EXPECT_EQ(reason(rule_of(2, 3, "missing"), "0 0 0 X 0"),
            "Threshold Crossed: 2 out of the last 3 datapoints [1.0 (19/02/25 21:19:00), 1.0 "
            "(19/02/25 21:17:00)] were not greater than the threshold (5.0) (minimum 2 datapoints "
            "for ALARM -> OK transition).");
  EXPECT_EQ(reason(rule_of(3, 3, "missing"), "- - - - -"),
            "Insufficient Data: 3 datapoints were unknown.");
  EXPECT_EQ(reason(rule_of(1, 1, "breaching"), "- - -"),
            "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint "
            "was treated as [Breaching].");
}

TEST(AlarmEvaluation, TellsTheNewestDatapointInItsData) {
  const auto evaluation = evaluate(rule_of(2, 2, "missing"), periods("0 0 0 X"), end_of_range);
  EXPECT_EQ(newest_value(evaluation->reason_data), 9.0);
  EXPECT_EQ(newest_value(R"({"recentDatapoints":[80, 85.5]})"), 85.5);
  EXPECT_EQ(newest_value(R"({"recentDatapoints":[]})"), std::nullopt);
  EXPECT_EQ(newest_value(R"([1])"), std::nullopt);
  EXPECT_EQ(newest_value("no JSON"), std::nullopt);
  EXPECT_EQ(newest_value(""), std::nullopt);
}

TEST(AlarmEvaluation, SumsUpWhatOnePeriodHas) {
  AlarmRule rule = rule_of(1, 1, "missing");
  rule.period = std::chrono::minutes(5);
  rule.statistic = Statistic::sum;
  const auto minute = [](int before, double value) {
    return Datapoint{.at = end_of_range - std::chrono::minutes(before),
                     .set = StatisticSet::of(value)};
  };
  const auto found = periods_of(
      rule,
      {minute(16, 50), minute(15, 40), minute(5, 1), minute(2, 2), minute(1, 4), minute(0, 60)},
      end_of_range);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].at, end_of_range - std::chrono::minutes(15));
  EXPECT_EQ(found[0].value, 40);
  EXPECT_EQ(found[1].value, std::nullopt);
  EXPECT_EQ(found[2].value, 7);
  EXPECT_EQ(newest_value(found), 7);
}

TEST(AlarmText, WritesNumbersWithAPoint) {
  EXPECT_EQ(number_text(5), "5.0");
  EXPECT_EQ(number_text(0.25), "0.25");
  EXPECT_EQ(number_text(-1e30), "-1e+30");
}

}  // namespace
}  // namespace drydock::cloudwatch::alarm_evaluation_test
