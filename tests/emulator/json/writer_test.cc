#include "emulator/json/writer.h"

#include <gtest/gtest.h>

#include <limits>

#include "emulator/json/document.h"

namespace drydock::json::writer_test {
namespace {

TEST(Writer, WritesAValueOfEachKind) {
  Writer writer;
  writer.begin_object();
  writer.member("text", "a\"\\\n\x01\xE2\x82\xAC");
  writer.key("list");
  writer.begin_array();
  writer.integer(std::numeric_limits<std::int64_t>::min());
  writer.boolean(true);
  writer.null();
  writer.raw(R"({"a":1})");
  writer.end_array();
  writer.end_object();
  EXPECT_EQ(writer.text(),
            "{\"text\":\"a\\\"\\\\\\n\\u0001\xE2\x82\xAC\","
            "\"list\":[-9223372036854775808,true,null,{\"a\":1}]}");
}

TEST(Writer, WritesDoublesThatReadBackAlike) {
  for (const double number : {0.1, 1e-300, 123456789.123456789, -2.5, 1e21, 5e-324}) {
    Writer writer;
    writer.number(number);
    EXPECT_EQ(parse(writer.text())->root().as_number(), number) << writer.text();
  }
}

TEST(Writer, WritesNullForWhatIsNoNumber) {
  Writer writer;
  writer.begin_array();
  writer.number(std::numeric_limits<double>::infinity());
  writer.number(std::numeric_limits<double>::quiet_NaN());
  writer.end_array();
  EXPECT_EQ(writer.text(), "[null,null]");
}

TEST(Writer, WritesTimestampsInSecondsWithThreeDigits) {
  const auto text_of = [](std::int64_t milliseconds) {
    Writer writer;
    writer.epoch_seconds(TimePoint(Duration(milliseconds)));
    return std::string(writer.text());
  };
  EXPECT_EQ(text_of(1718000000123), "1718000000.123");
  EXPECT_EQ(text_of(1718000000000), "1718000000.000");
  EXPECT_EQ(text_of(7), "0.007");
  EXPECT_EQ(text_of(-400), "-0.400");
  EXPECT_EQ(text_of(-800000000400), "-800000000.400");
}

TEST(Writer, RepairsWhatIsNotUtf8) {
  Writer writer;
  writer.string("a\xFFz");
  EXPECT_EQ(writer.text(), "\"a\xEF\xBF\xBDz\"");
}

}  // namespace
}  // namespace drydock::json::writer_test
