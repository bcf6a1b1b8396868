#include "emulator/base/iso_duration.h"

#include <gtest/gtest.h>

namespace drydock::iso_duration_test {
namespace {

using namespace std::chrono_literals;

TEST(IsoDuration, ReadsWeeksToSeconds) {
  EXPECT_EQ(parse_iso_duration("PT5M"), 5min);
  EXPECT_EQ(parse_iso_duration("PT0S"), 0ms);
  EXPECT_EQ(parse_iso_duration("PT1.5S"), 1500ms);
  EXPECT_EQ(parse_iso_duration("PT0,25S"), 250ms);
  EXPECT_EQ(parse_iso_duration("PT0.0019S"), 1ms);
  EXPECT_EQ(parse_iso_duration("P1D"), 24h);
  EXPECT_EQ(parse_iso_duration("P2W"), 336h);
  EXPECT_EQ(parse_iso_duration("P1DT2H3M4S"), 26h + 3min + 4s);
  EXPECT_EQ(parse_iso_duration("PT90M"), 90min);
}

TEST(IsoDuration, ReadsNothingElse) {
  for (const char* text :
       {"",      "P",    "PT",     "5M",     "T5M",   "P5M",           "P1Y",
        "PT5",   "PT5D", "PT1M2H", "PT1M1M", "P1DT",  "PT-5M",         "-PT5M",
        "PT5M ", "pt5m", "PT1.5M", "PT1.S",  "PT.5S", "PT1234567890S", "PT5MT5S"}) {
    EXPECT_EQ(parse_iso_duration(text), std::nullopt) << text;
  }
}

TEST(IsoDuration, WritesWhatItReads) {
  EXPECT_EQ(iso_duration(0ms), "PT0S");
  EXPECT_EQ(iso_duration(5min), "PT5M");
  EXPECT_EQ(iso_duration(48h), "P2D");
  EXPECT_EQ(iso_duration(90min), "PT1H30M");
  EXPECT_EQ(iso_duration(500ms), "PT0.5S");
  EXPECT_EQ(iso_duration(24h + 61s + 5ms), "P1DT1M1.005S");
  for (const Duration span :
       {Duration(1), Duration(999), Duration(12345678), Duration(987654321)}) {
    EXPECT_EQ(parse_iso_duration(iso_duration(span)), span);
  }
}

}  // namespace
}  // namespace drydock::iso_duration_test
