#include "emulator/autoscaling/schedule.h"

#include <gtest/gtest.h>

#include <string>

namespace drydock::autoscaling {
namespace {

using namespace std::chrono_literals;

/// "2026-11-26 09:30" in UTC.
TimePoint at(int year, unsigned month, unsigned day, int hour = 0, int minute = 0) {
  return std::chrono::sys_days(std::chrono::year(year) / month / day) + std::chrono::hours(hour) +
         std::chrono::minutes(minute);
}

/// An hour ahead of UTC, and two from 29 March to 25 October 2026, at 01:00 UTC.
TimeZone berlin() {
  return {.first_offset = 1h, .changes = {{at(2026, 3, 29, 1), 2h}, {at(2026, 10, 25, 1), 1h}}};
}

TEST(LocalTime, FollowsTheChangesOfTheClocks) {
  EXPECT_EQ(local_time(berlin(), at(2026, 3, 29, 0, 59)), at(2026, 3, 29, 1, 59));
  EXPECT_EQ(local_time(berlin(), at(2026, 3, 29, 1)), at(2026, 3, 29, 3));
  EXPECT_EQ(time_of_local(berlin(), at(2026, 1, 1, 9)), at(2026, 1, 1, 8));
  EXPECT_EQ(time_of_local(berlin(), at(2026, 7, 1, 9)), at(2026, 7, 1, 7));
  EXPECT_EQ(time_of_local(berlin(), at(2026, 3, 29, 2, 30)), at(2026, 3, 29, 1, 30)) << "skipped";
  EXPECT_EQ(time_of_local(berlin(), at(2026, 10, 25, 2, 30)), at(2026, 10, 25, 0, 30)) << "twice";
}

struct Row {
  std::string schedule;
  TimePoint after;
  std::optional<TimePoint> next;
};

// 26 November 2026 is a Thursday.
const std::vector<Row> utc_rows = {
    {"at(2026-12-24T18:00:00)", at(2026, 11, 26), at(2026, 12, 24, 18)},
    {"at(2026-12-24T18:00:00)", at(2026, 12, 24, 18), std::nullopt},
    {"rate(5 minutes)", at(2026, 11, 26, 0, 4), at(2026, 11, 26, 0, 5)},
    {"rate(5 minutes)", at(2026, 11, 26, 0, 5), at(2026, 11, 26, 0, 10)},
    {"rate(1 day)", at(2026, 11, 25), at(2026, 11, 27)},
    {"cron(0 9 ? * MON-FRI *)", at(2026, 11, 26, 9), at(2026, 11, 27, 9)},
    {"cron(0 9 ? * MON-FRI *)", at(2026, 11, 27, 9), at(2026, 11, 30, 9)},
    {"cron(0 9 ? * 2-6 *)", at(2026, 11, 27, 9), at(2026, 11, 30, 9)},
    {"cron(30 8 1 * ? *)", at(2026, 11, 26), at(2026, 12, 1, 8, 30)},
    {"cron(0/15 * * * ? *)", at(2026, 11, 26, 10, 15), at(2026, 11, 26, 10, 30)},
    {"cron(0 10 L * ? *)", at(2026, 11, 26), at(2026, 11, 30, 10)},
    {"cron(0 10 L FEB ? *)", at(2026, 11, 26), at(2027, 2, 28, 10)},
    {"cron(0 10 29 2 ? *)", at(2026, 11, 26), at(2028, 2, 29, 10)},
    {"cron(0 10 ? * 6#3 *)", at(2026, 11, 26), at(2026, 12, 18, 10)},
    {"cron(0 10 ? * SAT,SUN 2028)", at(2026, 11, 26), at(2028, 1, 1, 10)},
    {"cron(0 0 30 2 ? *)", at(2026, 11, 26), std::nullopt},
    {"cron(0 0 1 1 ? 2026)", at(2026, 11, 26), std::nullopt},
    {"cron(10,50 22-23 ? * FRI-SUN *)", at(2026, 11, 26), at(2026, 11, 27, 22, 10)},
};

TEST(Schedule, TellsItsNextTime) {
  for (const Row& row : utc_rows) {
    const auto schedule = parse_schedule(row.schedule);
    ASSERT_TRUE(schedule.has_value()) << row.schedule;
    EXPECT_EQ(next_time(*schedule, TimeZone(), at(2026, 11, 26), row.after), row.next)
        << row.schedule;
  }
}

TEST(Schedule, GoesByTheClocksOfItsTimeZone) {
  const auto nine = *parse_schedule("cron(0 9 * * ? *)");
  const TimePoint begin = at(2026, 1, 1);
  EXPECT_EQ(next_time(nine, berlin(), begin, at(2026, 3, 28, 8)), at(2026, 3, 29, 7));
  EXPECT_EQ(next_time(nine, berlin(), begin, at(2026, 10, 24, 7)), at(2026, 10, 25, 8));
  const auto once = *parse_schedule("at(2026-07-01T09:00:00)");
  EXPECT_EQ(next_time(once, berlin(), begin, begin), at(2026, 7, 1, 7));
}

TEST(Schedule, SaysWhatIsWrong) {
  for (const std::string text :
       {"at(2026-13-01T00:00:00)", "at(2026-12-24 18:00:00)", "at()", "rate(0 minutes)",
        "rate(5 weeks)", "rate(99999999999 days)", "cron(0 9 * * MON-FRI *)", "cron(0 9 ? * ? *)",
        "cron(60 9 * * ? *)", "cron(0 9 * * ?)", "cron(0 9 15W * ? *)", "cron(0 9 ? * 6#6 *)",
        "cron(0/0 9 * * ? *)", "cron(, 9 * * ? *)", "every day", ""}) {
    const auto schedule = parse_schedule(text);
    ASSERT_FALSE(schedule.has_value()) << text;
    EXPECT_EQ(schedule.error().code(), "ValidationException") << text;
  }
  EXPECT_EQ(parse_schedule("rate(5 weeks)").error().message(),
            "Invalid schedule expression rate(5 weeks): a rate is rate(value unit), with minutes, "
            "hours or days.");
}

}  // namespace
}  // namespace drydock::autoscaling
