#include "emulator/base/schedule_expression.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/support/berlin.h"

namespace drydock::schedule_expression_test {
namespace {

using namespace std::chrono_literals;

struct Row {
  std::string expression;
  std::vector<TimePoint> next;
};

TEST(ScheduleExpression, TellsWhenACronExpressionIsDue) {
  // 2026-11-26 is a Thursday.
  const TimePoint now = utc(2026, 11, 26, 11, 30);
  for (const Row& row : std::vector<Row>{
           {"cron(0 12 * * ? *)", {utc(2026, 11, 26, 12), utc(2026, 11, 27, 12)}},
           {"cron(30 11 * * ? *)", {utc(2026, 11, 27, 11, 30)}},
           {"cron(0/15 * * * ? *)", {utc(2026, 11, 26, 11, 45), utc(2026, 11, 26, 12)}},
           {"cron(5,35 14 * * ? *)", {utc(2026, 11, 26, 14, 5), utc(2026, 11, 26, 14, 35)}},
           {"cron(0 18 ? * MON-FRI *)",
            {utc(2026, 11, 26, 18), utc(2026, 11, 27, 18), utc(2026, 11, 30, 18)}},
           {"cron(0 8 1 * ? *)", {utc(2026, 12, 1, 8), utc(2027, 1, 1, 8)}},
           {"cron(0 0 L * ? *)", {utc(2026, 11, 30), utc(2026, 12, 31)}},
           {"cron(0 0 15W * ? *)", {utc(2026, 12, 15), utc(2027, 1, 15), utc(2027, 2, 15)}},
           {"cron(0 0 29 2 ? *)", {utc(2028, 2, 29)}},
           {"cron(0 0 ? * 6L *)", {utc(2026, 11, 27), utc(2026, 12, 25)}},
           {"cron(0 0 ? * 3#2 *)", {utc(2026, 12, 8)}},
           {"cron(0 10 L FEB ? *)", {utc(2027, 2, 28, 10), utc(2028, 2, 29, 10)}},
           {"cron(10,50 22-23 ? * FRI-SUN *)",
            {utc(2026, 11, 27, 22, 10), utc(2026, 11, 27, 22, 50), utc(2026, 11, 27, 23, 10)}},
           {"cron(0 10 ? * SAT,SUN 2028)", {utc(2028, 1, 1, 10)}},
           {"cron(0\t9  ? * 2-6 *)", {utc(2026, 11, 27, 9), utc(2026, 11, 30, 9)}},
           {"cron(0 0 ? * fri-sun *)",
            {utc(2026, 11, 27), utc(2026, 11, 28), utc(2026, 11, 29), utc(2026, 12, 4)}},
           {"cron(0 0 1 JAN-MAR/2 ? 2030)", {utc(2030, 1, 1), utc(2030, 3, 1)}}}) {
    const auto schedule = ScheduleExpression::parse(row.expression);
    ASSERT_TRUE(schedule) << row.expression;
    TimePoint after = now;
    for (const TimePoint expected : row.next) {
      const auto next = schedule->next(now, after);
      ASSERT_EQ(next, expected) << row.expression;
      after = *next;
    }
  }
}

TEST(ScheduleExpression, CountsARateFromItsOrigin) {
  const auto schedule = ScheduleExpression::parse("rate(5 minutes)");
  const TimePoint origin = utc(2026, 1, 1, 0, 1);
  EXPECT_EQ(schedule->next(origin, origin), origin + 5min);
  EXPECT_EQ(schedule->next(origin, origin + 5min), origin + 10min);
  EXPECT_EQ(schedule->next(origin, origin + 1h + 1min), origin + 65min);
  EXPECT_EQ(ScheduleExpression::parse("rate(1 day)")->next(origin, origin), origin + 24h);
  EXPECT_EQ(ScheduleExpression::parse("rate(1 hour)")->next(origin, origin), origin + 1h);
}

TEST(ScheduleExpression, KnowsARateWhoseUnitDoesNotFit) {
  for (const auto& [text, fits] :
       std::vector<std::pair<std::string, bool>>{{"rate(1 minute)", true},
                                                 {"rate(2 minutes)", true},
                                                 {"rate(1 minutes)", false},
                                                 {"rate(5 hour)", false},
                                                 {"cron(0 9 * * ? *)", true}}) {
    const auto schedule = ScheduleExpression::parse(text);
    ASSERT_TRUE(schedule) << text;
    EXPECT_EQ(schedule->has_fitting_unit(), fits) << text;
  }
  const TimePoint origin = utc(2026, 1, 1);
  EXPECT_EQ(ScheduleExpression::parse("rate(5 hour)")->next(origin, origin), origin + 5h);
}

TEST(ScheduleExpression, KnowsATimeThatComesOnce) {
  const auto once = ScheduleExpression::parse("at(2026-12-24T18:00:00)");
  const TimePoint now = utc(2026, 11, 26);
  EXPECT_TRUE(once->is_once());
  EXPECT_EQ(once->next(now, now), utc(2026, 12, 24, 18));
  EXPECT_EQ(once->next(now, utc(2026, 12, 24, 18)), std::nullopt);
  EXPECT_FALSE(ScheduleExpression::parse("rate(5 minutes)")->is_once());
}

TEST(ScheduleExpression, GoesByTheClocksOfATimeZone) {
  const auto nine = ScheduleExpression::parse("cron(0 9 * * ? *)");
  const TimePoint begin = utc(2026, 1, 1);
  EXPECT_EQ(nine->next(begin, utc(2026, 3, 28, 8), berlin()), utc(2026, 3, 29, 7));
  EXPECT_EQ(nine->next(begin, utc(2026, 10, 24, 7), berlin()), utc(2026, 10, 25, 8));
  const auto once = ScheduleExpression::parse("at(2026-07-01T09:00:00)");
  EXPECT_EQ(once->next(begin, begin, berlin()), utc(2026, 7, 1, 7));
}

TEST(ScheduleExpression, EndsWhereNothingIsLeft) {
  const auto past = ScheduleExpression::parse("cron(0 0 1 1 ? 2020)");
  EXPECT_EQ(past->next(utc(2026, 1, 1), utc(2026, 1, 1)), std::nullopt);
  const auto never = ScheduleExpression::parse("cron(0 0 31 2 ? *)");
  EXPECT_EQ(never->next(utc(2026, 1, 1), utc(2026, 1, 1)), std::nullopt);
}

TEST(ScheduleExpression, RefusesWhatIsNone) {
  for (const std::string expression : {"",
                                       "rate()",
                                       "rate(5)",
                                       "rate(0 minutes)",
                                       "rate(-1 minutes)",
                                       "rate(5 weeks)",
                                       "rate(99999999999 minutes)",
                                       "rate(1000001 days)",
                                       "at()",
                                       "at(2026-13-01T00:00:00)",
                                       "at(2026-12-24 18:00:00)",
                                       "cron(, 9 * * ? *)",
                                       "5 minutes",
                                       "cron()",
                                       "cron(0 12 * * *)",
                                       "cron(0 12 * * * *)",
                                       "cron(0 12 ? * ? *)",
                                       "cron(60 12 * * ? *)",
                                       "cron(0 24 * * ? *)",
                                       "cron(0 0 32 * ? *)",
                                       "cron(0 0 * 13 ? *)",
                                       "cron(0 0 ? * 8 *)",
                                       "cron(0 0 ? * 3#6 *)",
                                       "cron(0/0 0 * * ? *)",
                                       "cron(a 0 * * ? *)",
                                       "cron(0 0 * * ? 2200)",
                                       "cron(0 12 * * ? *",
                                       "cron0 12 * * ? *)"}) {
    EXPECT_FALSE(ScheduleExpression::parse(expression)) << expression;
  }
}

}  // namespace
}  // namespace drydock::schedule_expression_test
