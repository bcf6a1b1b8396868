#include "emulator/events/target_input.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "emulator/events/event.h"

namespace drydock::events::target_input_test {
namespace {

using model::events::Target;

const std::string event = R"({"source":"aws.ecs","resources":["arn:1","arn:2"],)"
                          R"("detail":{"state":"ok \"1\"","count":3,"a-b":{"c":[true]}}})";

std::string given(const Target& target) {
  const auto document = json::parse(event);
  return input_of(target, document->root(),
                  {.rule_arn = "arn:rule", .rule_name = "rule", .ingested_at = TimePoint{}})
      .value_or("too long");
}

std::string at_path(const std::string& path) {
  return given({.id = "1", .arn = "a", .input_path = path});
}

std::string from(const std::string& text) {
  Target target{.id = "1", .arn = "a"};
  auto& transformer = target.input_transformer.emplace();
  transformer.input_template = text;
  transformer.input_paths_map = {{"state", "$.detail.state"},
                                 {"count", "$.detail.count"},
                                 {"part", "$.detail['a-b']"},
                                 {"none", "$.detail.none"}};
  return given(target);
}

TEST(TargetInput, IsTheEventOrAPartOfIt) {
  EXPECT_EQ(given({.id = "1", .arn = "a"}), event);
  EXPECT_EQ(given({.id = "1", .arn = "a", .input = "{\"x\":1}"}), "{\"x\":1}");
  EXPECT_EQ(at_path("$"), event);
  EXPECT_EQ(at_path("$.resources[1]"), "\"arn:2\"");
  EXPECT_EQ(at_path("$.detail['a-b'].c[0]"), "true");
  EXPECT_EQ(at_path("$.detail.none.more"), "null");
  EXPECT_EQ(at_path("$.source[0]"), "null");
}

TEST(TargetInput, IsMadeOfParts) {
  EXPECT_EQ(from(R"({"s":<state>,"n":<count>,"p":<part>})"),
            R"({"s":"ok \"1\"","n":3,"p":{"c":[true]}})");
  EXPECT_EQ(from(R"("<state> is <count> of <part>")"), R"("ok \"1\" is 3 of {\"c\":[true]}")");
  EXPECT_EQ(from(R"("<none>|<unknown>|a<b")"), R"("|<unknown>|a<b")");
  EXPECT_EQ(from(R"([<aws.events.rule-arn>,<aws.events.rule-name>])"), R"(["arn:rule","rule"])");
  EXPECT_EQ(from("<aws.events.event.ingestion-time>"), "\"1970-01-01T00:00:00Z\"");
  EXPECT_EQ(from("<aws.events.event.json>"), event);
}

TEST(TargetInput, TellsWhatIsWrong) {
  EXPECT_EQ(input_fault({.id = "1", .arn = "a"}), std::nullopt);
  EXPECT_EQ(input_fault({.id = "1", .arn = "a", .input = "{"}),
            "JSON syntax error in input for target 1.");
  EXPECT_EQ(input_fault({.id = "1", .arn = "a", .input = "1", .input_path = "$"}),
            "Only one of Input, InputPath, or InputTransformer must be provided for target 1.");
  for (const std::string path : {"", "detail", "$detail", "$.", "$.a..b", "$[", "$[x]", "$['']"}) {
    EXPECT_EQ(input_fault({.id = "1", .arn = "a", .input_path = path}),
              "Invalid InputPath for target 1.")
        << path;
  }
}

TEST(Event, HasAnEnvelope) {
  const Event made{.id = "1",
                   .detail_type = "t",
                   .source = "s",
                   .time = TimePoint(seconds(1'700'000'000)),
                   .resources = {"a"},
                   .detail = R"({"x":1})"};
  EXPECT_EQ(envelope_of(made, {"111122223333", "eu-west-1"}),
            R"({"version":"0","id":"1","detail-type":"t","source":"s","account":"111122223333",)"
            R"("time":"2023-11-14T22:13:20Z","region":"eu-west-1","resources":["a"],)"
            R"("detail":{"x":1}})");
}

}  // namespace
}  // namespace drydock::events::target_input_test
