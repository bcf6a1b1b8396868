#include "api/cbor/reader.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/api/cbor/bytes.h"

namespace drydock::cbor::reader_test {
namespace {

using testing::bytes_of;

/// What is read, as text: "[1, {"a": -2}, 1(3.5)]", or the problem.
class Diagnosis {
 public:
  explicit Diagnosis(std::string_view bytes) : reader_(bytes, 1000) {}

  std::string text() {
    const auto item = reader_.take();
    const std::string told = item ? of(*item) : "";
    if (!reader_.problem().empty()) return reader_.problem();
    return reader_.at_end() ? told : told + " and more";
  }

 private:
  std::string of(const Item& item) {
    switch (item.type) {
      case Type::unsigned_integer:
        return std::to_string(item.number);
      case Type::negative_integer:
        return "-1-" + std::to_string(item.number);
      case Type::floating:
        return std::to_string(item.floating);
      case Type::boolean:
        return item.number != 0 ? "true" : "false";
      case Type::null:
        return "null";
      case Type::text:
        return '"' + std::string(item.bytes) + '"';
      case Type::bytes:
        return "h'" + std::string(item.bytes) + "'";
      case Type::array:
      case Type::map:
        return elements_of(item);
      case Type::tag:
        return std::to_string(item.number) + "(" + next() + ")";
    }
    return "";
  }

  std::string next() {
    const auto item = reader_.take();
    return item ? of(*item) : "";
  }

  std::string elements_of(const Item& item) {
    const bool map = item.type == Type::map;
    std::string told(1, map ? '{' : '[');
    for (Reader::Rest rest(item); reader_.more(rest);) {
      if (told.size() > 1) told += ", ";
      told += next();
      if (map) told += ": " + next();
    }
    return told + (map ? '}' : ']');
  }

  Reader reader_;
};

struct Case {
  std::string_view bytes;
  std::string_view told;
};

// Most are of https://www.rfc-editor.org/rfc/rfc8949#appendix-A
TEST(CborReader, ReadsEveryKindOfItem) {
  const Case cases[] = {
      {"00", "0"},
      {"17", "23"},
      {"18 18", "24"},
      {"19 03E8", "1000"},
      {"1A 000F4240", "1000000"},
      {"1B FFFFFFFFFFFFFFFF", "18446744073709551615"},
      {"20", "-1-0"},
      {"38 63", "-1-99"},
      {"3B FFFFFFFFFFFFFFFF", "-1-18446744073709551615"},
      {"F9 3E00", "1.500000"},
      {"F9 C400", "-4.000000"},
      {"F9 0001", "0.000000"},
      {"F9 7C00", "inf"},
      {"F9 FC00", "-inf"},
      {"FA 47C35000", "100000.000000"},
      {"FB C010666666666666", "-4.100000"},
      {"F4", "false"},
      {"F5", "true"},
      {"F6", "null"},
      {"F7", "null"},
      {"C1 1A 514B67B0", "1(1363896240)"},
      {"C1 FB 41D452D9EC200000", "1(1363896240.500000)"},
      {"D8 20 61 'a'", "32(\"a\")"},
      {"40", "h''"},
      {"44 01020304", "h'\x01\x02\x03\x04'"},
      {"60", "\"\""},
      {"62 C3BC", "\"\xC3\xBC\""},
      {"80", "[]"},
      {"83 01 02 03", "[1, 2, 3]"},
      {"9B 0000000000000001 01", "[1]"},
      {"A0", "{}"},
      {"A2 01 02 61 'a' 82 02 03", "{1: 2, \"a\": [2, 3]}"},
      {"5F 42 0102 43 030405 FF", "h'\x01\x02\x03\x04\x05'"},
      {"7F 65 'strea' 64 'ming' FF", "\"streaming\""},
      {"7F FF", "\"\""},
      {"9F FF", "[]"},
      {"9F 01 82 02 03 9F 04 FF FF", "[1, [2, 3], [4]]"},
      {"BF 63 'Fun' F5 63 'Amt' 21 FF", "{\"Fun\": true, \"Amt\": -1-1}"},
      {"18 01", "1"},
      {"00 00", "0 and more"},
  };
  for (const auto& [bytes, told] : cases) EXPECT_EQ(Diagnosis(bytes_of(bytes)).text(), told);
}

TEST(CborReader, TellsWhatCannotBeRead) {
  const Case cases[] = {
      {"", "No value of CBOR is here (at byte 0)"},
      {"18", "No value of CBOR is here (at byte 0)"},
      {"1C", "No value of CBOR is here (at byte 0)"},
      {"1F", "No value of CBOR is here (at byte 0)"},
      {"FF", "No value of CBOR is here (at byte 0)"},
      {"F8 18", "No value of CBOR is here (at byte 0)"},
      {"E0", "No value of CBOR is here (at byte 0)"},
      {"C1", "No value of CBOR is here (at byte 1)"},
      {"62 'a'", "No value of CBOR is here (at byte 0)"},
      {"7B FFFFFFFFFFFFFFFF 'a'", "No value of CBOR is here (at byte 0)"},
      {"5B 7FFFFFFFFFFFFFFF 'a'", "No value of CBOR is here (at byte 0)"},
      {"9B FFFFFFFFFFFFFFFF 00", "No value of CBOR is here (at byte 10)"},
      {"BB FFFFFFFFFFFFFFFF 00", "No value of CBOR is here (at byte 10)"},
      {"83 01 02", "No value of CBOR is here (at byte 3)"},
      {"A1 01", "No value of CBOR is here (at byte 2)"},
      {"BF 01 FF", "No value of CBOR is here (at byte 2)"},
      {"9F 01", "The end of an array, map or string is missing (at byte 2)"},
      {"BF", "The end of an array, map or string is missing (at byte 1)"},
      {"7F 61 'a'", "The end of an array, map or string is missing (at byte 3)"},
      {"7F 41 'a' FF", "A string has a piece that is none (at byte 1)"},
      {"5F 61 'a' FF", "A string has a piece that is none (at byte 1)"},
      {"7F 7F 61 'a' FF FF", "A string has a piece that is none (at byte 1)"},
      {"7F 01 FF", "A string has a piece that is none (at byte 1)"},
      {"61 FF", "A text string is not UTF-8 (at byte 2)"},
      {"7F 61 C3 61 'a' FF", "A text string is not UTF-8 (at byte 6)"},
  };
  for (const auto& [bytes, told] : cases)
    EXPECT_EQ(Diagnosis(bytes_of(bytes)).text(), told) << bytes;
}

std::string skipped(std::string_view bytes, std::size_t items = 1000) {
  Reader reader(bytes, items);
  const auto item = reader.take();
  const bool skipped = item && reader.skip(*item);
  if (!skipped) return reader.problem();
  return reader.at_end() ? "all" : "a part";
}

TEST(CborReader, SkipsWhatBelongsToAnItem) {
  EXPECT_EQ(skipped(bytes_of("A2 01 9F 02 FF 61 'a' C1 82 03 04")), "all");
  EXPECT_EQ(skipped(bytes_of("BF 01 A0 FF 00")), "a part");
  EXPECT_EQ(skipped(bytes_of("82 01")), "No value of CBOR is here (at byte 2)");
  EXPECT_EQ(skipped(bytes_of("9F 01")),
            "The end of an array, map or string is missing (at byte 2)");
}

TEST(CborReader, SkipsNoDeeperThanItsLimit) {
  const auto nested = [](const char* open, int depth) {
    std::string bytes;
    for (int i = 0; i < depth; ++i) bytes += bytes_of(open);
    return bytes + '\0';
  };
  for (const char* open : {"81", "C1", "A1 00"}) {
    EXPECT_EQ(skipped(nested(open, depth_limit)), "all") << open;
    EXPECT_EQ(skipped(nested(open, depth_limit + 1)).substr(0, 30),
              "The values are nested too deep")
        << open;
    EXPECT_EQ(skipped(nested(open, 500)).substr(0, 30), "The values are nested too deep") << open;
  }
}

TEST(CborReader, TakesNoMoreItemsThanItMay) {
  EXPECT_EQ(skipped(bytes_of("83 01 02 03"), 4), "all");
  EXPECT_EQ(skipped(bytes_of("83 01 02 03"), 3), "There are too many values (at byte 3)");
}

std::optional<std::size_t> counted(std::string_view text) {
  const std::string bytes = bytes_of(text);
  Reader reader(bytes, 1000);
  const auto item = reader.take();
  return reader.count(*item);
}

TEST(CborReader, CountsNoMoreElementsThanThereAreBytes) {
  EXPECT_EQ(counted("80"), 0U);
  EXPECT_EQ(counted("82 01 02"), 2U);
  EXPECT_EQ(counted("83 01 02"), std::nullopt);
  EXPECT_EQ(counted("9B FFFFFFFFFFFFFFFF 00"), std::nullopt);
  EXPECT_EQ(counted("A1 01 02"), 1U);
  EXPECT_EQ(counted("A1 01"), std::nullopt);
  EXPECT_EQ(counted("9F 01 9F 02 FF A1 03 04 FF"), 3U);
  EXPECT_EQ(counted("BF 01 02 03 04 FF"), 2U);
  EXPECT_EQ(counted("9F 01"), std::nullopt);
  EXPECT_EQ(counted("BF 01 FF"), std::nullopt);
}

}  // namespace
}  // namespace drydock::cbor::reader_test
