#include "api/cbor/writer.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/api/cbor/bytes.h"

namespace drydock::cbor::writer_test {
namespace {

using testing::hex_of;

template <class Write>
std::string written(Write write) {
  Writer writer;
  write(writer);
  return hex_of(writer.take());
}

TEST(CborWriter, WritesIntegersInAsFewBytesAsHoldThem) {
  const auto integer = [](std::int64_t value) {
    return written([&](Writer& writer) { writer.integer(value); });
  };
  EXPECT_EQ(integer(0), "00");
  EXPECT_EQ(integer(23), "17");
  EXPECT_EQ(integer(24), "18 18");
  EXPECT_EQ(integer(1000), "19 03 E8");
  EXPECT_EQ(integer(1'000'000), "1A 00 0F 42 40");
  EXPECT_EQ(integer(std::numeric_limits<std::int64_t>::max()), "1B 7F FF FF FF FF FF FF FF");
  EXPECT_EQ(integer(-1), "20");
  EXPECT_EQ(integer(-100), "38 63");
  EXPECT_EQ(integer(std::numeric_limits<std::int64_t>::min()), "3B 7F FF FF FF FF FF FF FF");
}

TEST(CborWriter, WritesFloatsInAsFewBytesAsHoldThem) {
  const auto number = [](double value) {
    return written([&](Writer& writer) { writer.number(value); });
  };
  EXPECT_EQ(number(1.5), "FA 3F C0 00 00");
  EXPECT_EQ(number(-4.1), "FB C0 10 66 66 66 66 66 66");
  EXPECT_EQ(number(1e300), "FB 7E 37 E4 3C 88 00 75 9C");
}

TEST(CborWriter, WritesStringsAndWhatHoldsOthers) {
  EXPECT_EQ(written([](Writer& writer) {
              writer.begin_map(2);
              writer.text("a");
              writer.begin_array(3);
              writer.boolean(true);
              writer.boolean(false);
              writer.null();
              writer.text("b");
              writer.bytes(std::string_view("\0\xFF", 2));
            }),
            "A2 61 61 83 F5 F4 F6 61 62 42 00 FF");
  EXPECT_EQ(written([](Writer& writer) { writer.text(std::string(24, 'x')); }).substr(0, 8),
            "78 18 78");
}

TEST(CborWriter, RepairsTextThatIsNoUtf8) {
  EXPECT_EQ(written([](Writer& writer) { writer.text("a\xFF"); }), "64 61 EF BF BD");
}

TEST(CborWriter, WritesTimesInWholeSecondsWhereTheyAre) {
  const auto time = [](std::int64_t milliseconds) {
    return written(
        [&](Writer& writer) { writer.epoch_seconds(TimePoint(Duration(milliseconds))); });
  };
  EXPECT_EQ(time(1'363'896'240'000), "C1 1A 51 4B 67 B0");
  EXPECT_EQ(time(1'363'896'240'500), "C1 FB 41 D4 52 D9 EC 20 00 00");
  EXPECT_EQ(time(-1000), "C1 20");
}

}  // namespace
}  // namespace drydock::cbor::writer_test
