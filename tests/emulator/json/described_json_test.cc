#include "emulator/json/described_json.h"

#include <gtest/gtest.h>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "model/ecs/common.h"
#include "model/ecs/task_definition.h"

namespace drydock::json::described_json_test {
namespace {

/// A string type of its own.
class Label {
 public:
  Label() = default;
  explicit Label(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] const std::string& text() const { return text_; }
  friend auto operator<=>(const Label&, const Label&) = default;

 private:
  std::string text_;
};

enum class Colour { red = 3, green = 7 };
BOOST_DESCRIBE_ENUM(Colour, red, green)

/// Kept in words of its own.
enum class Signal { halt, proceed };
BOOST_DESCRIBE_ENUM(Signal, halt, proceed)
std::string_view kept_text(Signal signal) { return signal == Signal::halt ? "STOP" : "GO"; }

struct Inner {
  int number = 0;
  std::optional<std::string> note;
  friend bool operator==(const Inner&, const Inner&) = default;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (number, note))

struct Record {
  std::string text;
  Label label;
  bool flag = false;
  std::int64_t big = 0;
  std::uint16_t port = 0;
  double ratio = 0;
  TimePoint at;
  Duration span{};
  Bytes bytes;
  Colour colour = Colour::red;
  Signal signal = Signal::halt;
  std::optional<Inner> inner;
  std::vector<Inner> inners;
  std::set<std::string> names;
  std::map<std::string, int> counts;
  std::map<Label, Inner> by_label;
  std::map<int, std::string> by_number;
  model::ecs::LaunchType launch_type = model::ecs::LaunchType::ec2;
  std::optional<model::ecs::LaunchType> other_launch_type;
  model::ecs::TaskDefinition definition;
  std::vector<model::ecs::Tag> tags;

  friend bool operator==(const Record&, const Record&) = default;
};
BOOST_DESCRIBE_STRUCT(Record, (),
                      (text, label, flag, big, port, ratio, at, span, bytes, colour, signal, inner,
                       inners, names, counts, by_label, by_number, launch_type, other_launch_type,
                       definition, tags))

Record full_record() {
  Record record;
  record.text = "a \"quoted\" line\nand \xE2\x82\xAC and \x01";
  record.label = Label("arn:aws:ecs:x");
  record.flag = true;
  record.big = std::numeric_limits<std::int64_t>::min();
  record.port = 65535;
  record.ratio = 0.1;
  record.at = TimePoint(Duration(1718000000123));
  record.span = Duration(-5);
  record.bytes.data = std::string("\0\xFF\x10", 3);
  record.colour = Colour::green;
  record.signal = Signal::proceed;
  record.inner = Inner{.number = -1, .note = "n"};
  record.inners = {Inner{.number = 1}, Inner{.number = 2, .note = ""}};
  record.names = {"b", "a"};
  record.counts = {{"x", 1}, {"", 2}};
  record.by_label = {{Label("l"), Inner{.number = 9}}};
  record.by_number = {{-4, "minus four"}};
  record.other_launch_type = model::ecs::LaunchType::fargate;
  record.definition.family = "shop";
  record.definition.registered_at = TimePoint(Duration(1718000000001));
  record.definition.container_definitions = {
      {.name = "web", .cpu = 0, .environment = std::vector<model::ecs::KeyValuePair>{}}};
  record.tags = {{.key = "k", .value = "v"}};
  return record;
}

TEST(DescribedJson, ReadsBackWhatItWrote) {
  const Record record = full_record();
  const auto read = from_json<Record>(to_json(record));
  ASSERT_TRUE(read.has_value()) << read.error().message();
  EXPECT_EQ(*read, record);
}

TEST(DescribedJson, ReadsBackAnEmptyRecord) {
  const auto read = from_json<Record>(to_json(Record{}));
  ASSERT_TRUE(read.has_value()) << read.error().message();
  EXPECT_EQ(*read, Record{});
}

TEST(DescribedJson, WritesMembersInOrderAndTimesAsMilliseconds) {
  EXPECT_EQ(to_json(Inner{.number = 3}), R"({"number":3,"note":null})");
  EXPECT_EQ(to_json(std::map<std::string, TimePoint>{{"at", TimePoint(Duration(12))}}),
            R"({"at":12})");
  EXPECT_EQ(to_json(Colour::green), R"("green")");
  EXPECT_EQ(to_json(Signal::proceed), R"("GO")");
}

TEST(DescribedJson, KeepsDefaultsOfMembersThatAreNotThereAndIgnoresOthers) {
  const auto read = from_json<Inner>(R"({"note":"n","later":[1]})");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read, (Inner{.number = 0, .note = "n"}));
}

struct BadRecord {
  std::string_view json;
  std::string_view problem;
};

TEST(DescribedJson, TellsWhatItCouldNotReadAndWhere) {
  const BadRecord cases[] = {
      {R"([])", "expected an object, found array"},
      {R"({"inners":[{},{"number":"x"}]})",
       "inners.1.number: expected an integer in range, found string"},
      {R"({"port":65536})", "port: expected an integer in range, found number"},
      {R"({"port":-1})", "port: expected an integer in range, found number"},
      {R"({"colour":"blue"})", "colour: expected a known name, found string"},
      {R"({"signal":"proceed"})", "signal: expected a known name, found string"},
      {R"({"bytes":"==="})", "bytes: expected base64, found string"},
      {R"({"text":null})", "text: expected a string, found null"},
      {R"({"at":1.5})", "at: expected whole milliseconds since 1970, found number"},
      {R"({"flag":1})", "flag: expected true or false, found number"},
      {R"({"counts":{"a":true}})", "counts.a: expected an integer in range, found boolean"},
      {R"({"by_number":{"x":""}})", "by_number.x: expected another key, found string"},
      {R"({"launch_type":"MOON"})", "launch_type: expected a value of the model, found MOON"},
  };
  for (const auto& [json, problem] : cases) {
    const auto read = from_json<Record>(json);
    ASSERT_FALSE(read.has_value()) << json;
    EXPECT_EQ(read.error().message(), problem) << json;
  }
}

}  // namespace
}  // namespace drydock::json::described_json_test
