#include "api/aws/iso8601.h"

#include <gtest/gtest.h>

namespace drydock::aws::iso8601_test {
namespace {

TEST(Iso8601, WritesAndReadsBack) {
  for (const std::int64_t milliseconds :
       {0LL, 1718000000123LL, 951782400000LL, 253402300799999LL}) {
    const TimePoint time{Duration(milliseconds)};
    EXPECT_EQ(parse_iso8601(iso8601(time)), time) << iso8601(time);
  }
  EXPECT_EQ(iso8601(TimePoint(Duration(1718000000123))), "2024-06-10T06:13:20.123Z");
}

TEST(Iso8601, ReadsWhatClientsSend) {
  const TimePoint time{seconds(1718000000)};
  EXPECT_EQ(parse_iso8601("2024-06-10T06:13:20Z"), time);
  EXPECT_EQ(parse_iso8601("2024-06-10T06:13:20.5Z"), time + Duration(500));
  EXPECT_EQ(parse_iso8601("2024-06-10T06:13:20.123456Z"), time + Duration(123));
  EXPECT_EQ(parse_iso8601("1718000000"), time);
  EXPECT_EQ(parse_iso8601("1718000000.25"), time + Duration(250));
}

TEST(Iso8601, RefusesTheRest) {
  for (const std::string_view text :
       {"", "T", "now", "2024-06-10", "2024-13-10T00:00:00Z", "2024-02-30T00:00:00Z",
        "2024-06-10T24:00:00Z", "2024-06-10T06:13:20", "2024-06-10T06:13:20.Z",
        "2024-06-10T06:13:20Zx", "1e300", "nan", "-", "24-06-10T06:13:20Z"}) {
    EXPECT_EQ(parse_iso8601(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace drydock::aws::iso8601_test
