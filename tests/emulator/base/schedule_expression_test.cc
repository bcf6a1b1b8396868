#include "emulator/base/schedule_expression.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace drydock {
namespace {

using namespace std::chrono;

TimePoint at(int year, unsigned month, unsigned day, int hour = 0, int minute = 0) {
  return sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)) +
         hours(hour) + minutes(minute);
}

struct Row {
  std::string expression;
  std::vector<TimePoint> next;
};

TEST(ScheduleExpression, TellsWhenACronExpressionIsDue) {
  // 2026-11-26 is a Thursday.
  const TimePoint now = at(2026, 11, 26, 11, 30);
  for (const Row& row : std::vector<Row>{
           {"cron(0 12 * * ? *)", {at(2026, 11, 26, 12), at(2026, 11, 27, 12)}},
           {"cron(30 11 * * ? *)", {at(2026, 11, 27, 11, 30)}},
           {"cron(0/15 * * * ? *)", {at(2026, 11, 26, 11, 45), at(2026, 11, 26, 12)}},
           {"cron(5,35 14 * * ? *)", {at(2026, 11, 26, 14, 5), at(2026, 11, 26, 14, 35)}},
           {"cron(0 18 ? * MON-FRI *)",
            {at(2026, 11, 26, 18), at(2026, 11, 27, 18), at(2026, 11, 30, 18)}},
           {"cron(0 8 1 * ? *)", {at(2026, 12, 1, 8), at(2027, 1, 1, 8)}},
           {"cron(0 0 L * ? *)", {at(2026, 11, 30), at(2026, 12, 31)}},
           {"cron(0 0 15W * ? *)", {at(2026, 12, 15), at(2027, 1, 15), at(2027, 2, 15)}},
           {"cron(0 0 29 2 ? *)", {at(2028, 2, 29)}},
           {"cron(0 0 ? * 6L *)", {at(2026, 11, 27), at(2026, 12, 25)}},
           {"cron(0 0 ? * 3#2 *)", {at(2026, 12, 8)}},
           {"cron(0 0 ? * fri-sun *)",
            {at(2026, 11, 27), at(2026, 11, 28), at(2026, 11, 29), at(2026, 12, 4)}},
           {"cron(0 0 1 JAN-MAR/2 ? 2030)", {at(2030, 1, 1), at(2030, 3, 1)}}}) {
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
  const TimePoint origin = at(2026, 1, 1, 0, 1);
  EXPECT_EQ(schedule->next(origin, origin), origin + minutes(5));
  EXPECT_EQ(schedule->next(origin, origin + minutes(5)), origin + minutes(10));
  EXPECT_EQ(schedule->next(origin, origin + hours(1) + minutes(1)), origin + minutes(65));
  EXPECT_EQ(ScheduleExpression::parse("rate(1 day)")->next(origin, origin), origin + hours(24));
  EXPECT_EQ(ScheduleExpression::parse("rate(1 hour)")->next(origin, origin), origin + hours(1));
}

TEST(ScheduleExpression, EndsWhereNothingIsLeft) {
  const auto past = ScheduleExpression::parse("cron(0 0 1 1 ? 2020)");
  EXPECT_EQ(past->next(at(2026, 1, 1), at(2026, 1, 1)), std::nullopt);
  const auto never = ScheduleExpression::parse("cron(0 0 31 2 ? *)");
  EXPECT_EQ(never->next(at(2026, 1, 1), at(2026, 1, 1)), std::nullopt);
}

TEST(ScheduleExpression, RefusesWhatIsNone) {
  for (const std::string expression : {"",
                                       "rate()",
                                       "rate(5)",
                                       "rate(0 minutes)",
                                       "rate(1 minutes)",
                                       "rate(5 minute)",
                                       "rate(-1 minutes)",
                                       "rate(5 weeks)",
                                       "rate(99999999999 minutes)",
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
}  // namespace drydock
