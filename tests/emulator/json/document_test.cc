#include "emulator/json/document.h"

#include <gtest/gtest.h>

#include <limits>

#include <string>

namespace drydock::json::document_test {
namespace {

std::string nested(int depth) {
  const auto size = static_cast<std::size_t>(depth);
  return std::string(size, '[') + std::string(size, ']');
}

struct BadText {
  std::string_view name;
  std::string text;
  std::size_t offset;
};

TEST(Parse, RefusesWhatIsNotJsonAndTellsWhere) {
  const BadText cases[] = {
      {"nothing", "", 0},
      {"white space", "  ", 2},
      {"cut off object", R"({"a":)", 5},
      {"cut off string", R"({"a)", 3},
      {"cut off escape", "\"\\u12\"", 1},
      {"lone surrogate", R"("\ud800")", 1},
      {"lone second surrogate", R"({"a":["x\ude00"]})", 15},
      {"lone second surrogate in a name", R"({"\udc00":1})", 9},
      {"two values", "{} {}", 3},
      {"trailing comma", "[1,]", 3},
      {"comment", "/* */ 1", 0},
      {"bare word", "nil", 1},
      {"NaN", "NaN", 0},
      {"leading zero", "01", 1},
      {"beyond a double", "1e999", 0},
      {"bad UTF-8", "\"\xFF\"", 1},
      {"overlong UTF-8", "\"\xC0\xAF\"", 1},
      {"control character", "\"\x01\"", 1},
      {"NUL after the value", std::string("{}\0x", 4), 2},
      {"NUL within", std::string("{\0}", 3), 1},
  };
  for (const BadText& bad : cases) {
    const auto document = parse(bad.text);
    ASSERT_FALSE(document.has_value()) << bad.name;
    EXPECT_EQ(document.error().code(), "SerializationException") << bad.name;
    const std::string place = "(at byte " + std::to_string(bad.offset) + ")";
    EXPECT_NE(document.error().message().find(place), std::string::npos)
        << bad.name << ": " << document.error().message();
  }
}

TEST(Parse, LimitsHowDeepValuesNest) {
  EXPECT_TRUE(parse(nested(depth_limit)).has_value());
  EXPECT_FALSE(parse(nested(depth_limit + 1)).has_value());
  // Neither the parser nor what it leaves behind may use the stack for this.
  EXPECT_FALSE(parse(nested(5'000'000)).has_value());
  EXPECT_FALSE(parse(std::string(5'000'000, '[')).has_value());
}

TEST(View, GivesValuesOfTheirTypeAlone) {
  const auto document = parse(
      R"({"text":"a\u20ac","yes":true,"one":1,"thousand":1e3,"half":0.5,"huge":9223372036854775808,)"
      R"("least":-9223372036854775808,"none":null,"list":[1,2],"object":{"k":"v"}})");
  ASSERT_TRUE(document.has_value());
  const View root = document->root();
  EXPECT_EQ(root["text"].as_string(), "a\xE2\x82\xAC");
  EXPECT_EQ(root["text"].as_integer(), std::nullopt);
  EXPECT_EQ(root["yes"].as_bool(), true);
  EXPECT_EQ(root["one"].as_bool(), std::nullopt);
  EXPECT_EQ(root["one"].as_integer(), 1);
  EXPECT_EQ(root["one"].as_number(), 1.0);
  EXPECT_EQ(root["thousand"].as_integer(), 1000);
  EXPECT_EQ(root["half"].as_integer(), std::nullopt);
  EXPECT_EQ(root["half"].as_number(), 0.5);
  EXPECT_EQ(root["huge"].as_integer(), std::nullopt);
  EXPECT_EQ(root["least"].as_integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_TRUE(root["none"].is_null());
  EXPECT_EQ(root["list"].size(), 2U);
  EXPECT_EQ(root["list"].at(1).as_integer(), 2);
  EXPECT_TRUE(root["list"].at(2).is_absent());
  EXPECT_EQ(root["object"].name_at(0), "k");
  EXPECT_EQ(root["object"].at(0).as_string(), "v");
}

TEST(View, OfWhatIsNotThereIsAbsentAllTheWayDown) {
  const auto document = parse("[]");
  const View view = document->root()["a"].at(3)["b"];
  EXPECT_TRUE(view.is_absent());
  EXPECT_FALSE(view.is_null());
  EXPECT_EQ(view.size(), 0U);
  EXPECT_EQ(view.name_at(0), "");
  EXPECT_EQ(view.as_string(), std::nullopt);
  EXPECT_EQ(view.type_name(), "nothing");
}

TEST(Document, StaysGoodWhenMoved) {
  auto document = parse(R"({"a":"b"})");
  const View root = document->root();
  const Document moved = std::move(*document);
  EXPECT_EQ(root["a"].as_string(), "b");
  EXPECT_EQ(moved.root()["a"].as_string(), "b");
}

TEST(Document, HasAtMostSoManyValuesAndNames) {
  EXPECT_TRUE(parse(R"({"a":[1,2]})", 5));
  EXPECT_EQ(parse(R"({"a":[1,2]})", 4).error().message(),
            "The document has too many values. (at byte 8)");
  EXPECT_FALSE(parse("[" + std::string(2 * values_limit, '0') + "]"));
  std::string numbers = "[0";
  for (std::size_t i = 0; i < values_limit; ++i) numbers += ",0";
  EXPECT_FALSE(parse(numbers + "]"));
}

TEST(Document, TakesATextOver) {
  const auto document = parse_in_place(R"({"a":"b"})");
  EXPECT_EQ(document->root()["a"].as_string(), "b");
}

TEST(Document, EndsWithinNoCharacter) {
  for (const std::string text : {"\"\xe5", "\"\xf0\x9f\x98", "[\"a\xc3", "\xff"}) {
    EXPECT_FALSE(parse(text)) << text;
  }
  EXPECT_TRUE(parse("\"\xf0\x9f\x98\x80\""));
}

TEST(Document, ReadsEveryNumberThatJsonHas) {
  const auto numbers = parse(
      "[0e308, -0e308, 1e-999999999, 18446744073709551615, -9223372036854775808, 0.1, "
      "123456789012345678901234567890]");
  ASSERT_TRUE(numbers);
  const View root = numbers->root();
  EXPECT_EQ(root.at(0).as_integer(), 0);
  EXPECT_EQ(root.at(1).as_integer(), 0);
  EXPECT_EQ(root.at(2).as_number(), 0.0);
  EXPECT_EQ(root.at(3).as_number(), 18446744073709551615.0);
  EXPECT_EQ(root.at(4).as_integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(root.at(5).as_number(), 0.1);
  EXPECT_EQ(root.at(6).as_number(), 123456789012345678901234567890.0);
  EXPECT_FALSE(parse("1e309"));
  EXPECT_FALSE(parse("-1e309"));
}

}  // namespace
}  // namespace drydock::json::document_test
