#include "runtime/engine/simulated/scenario.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "runtime/engine/simulated/image_pattern.h"

namespace drydock::simulated::scenario_test {
namespace {

using namespace std::chrono_literals;

std::string error_of(const std::string& yaml) {
  const auto scenario = parse_scenario(yaml, "lesson.yaml");
  return scenario ? "none" : scenario.error().message();
}

TEST(Scenario, ReadsEveryKey) {
  const auto scenario = parse_scenario(R"(
images:
  - image: shop:v2
    pull: {error: "toomanyrequests: slow down"}
    pull_after: 3s
    start_after: 1.5s
    exit_after: 2m
    exit_code: 7
    stop_after: never
    health: {after: 20s}
    http: {status: 201, body: "hi {tag}", after: 30ms, health_path: /well}
    ports: [80, 8080]
    cpu_units: 300
    memory_mib: 64
)",
                                       "lesson.yaml");
  Behaviour expected;
  expected.image = "shop:v2";
  expected.pull = PullFails{"toomanyrequests: slow down"};
  expected.pull_after = 3s;
  expected.start_after = 1500ms;
  expected.exit_after = 2min;
  expected.exit_code = 7;
  expected.stop_after = std::nullopt;
  expected.health = {Health::Course::after, 20s};
  expected.http = {201, "hi {tag}", 30ms, "/well"};
  expected.ports = {{80, 8080}};
  expected.cpu_units = 300;
  expected.memory_mib = 64;
  ASSERT_TRUE(scenario.has_value()) << scenario.error().message();
  EXPECT_EQ(*scenario, Scenario{{expected}});
}

TEST(Scenario, LeavesOutWhatIsUsual) {
  const auto scenario = parse_scenario("images: [{image: shop}]", "lesson.yaml");
  Behaviour expected;
  expected.image = "shop";
  ASSERT_TRUE(scenario.has_value()) << scenario.error().message();
  EXPECT_EQ(*scenario, Scenario{{expected}});
  EXPECT_EQ(parse_scenario("", "empty.yaml").value(), Scenario{});
}

TEST(Scenario, ReadsEachWordForHealthAndPull) {
  const auto scenario = parse_scenario(R"(
images:
  - {image: a, health: always, pull: ok}
  - {image: b, health: never, pull: missing}
  - {image: c, health: flapping}
  - {image: d, health: {flapping: 2s}, stop_after: 4s}
)",
                                       "lesson.yaml");
  ASSERT_TRUE(scenario.has_value()) << scenario.error().message();
  const auto& images = scenario->images;
  EXPECT_EQ(images[0].health, (Health{Health::Course::always, 0s}));
  EXPECT_EQ(images[0].pull, PullOutcome(PullSucceeds{}));
  EXPECT_EQ(images[1].health, (Health{Health::Course::never, 0s}));
  EXPECT_EQ(images[1].pull, PullOutcome(PullMissing{}));
  EXPECT_EQ(images[2].health, (Health{Health::Course::flapping, 10s}));
  EXPECT_EQ(images[3].health, (Health{Health::Course::flapping, 2s}));
  EXPECT_EQ(images[3].stop_after, 4s);
}

TEST(Scenario, SaysInOneSentenceWhatIsWrong) {
  struct Row {
    const char* yaml;
    const char* message;
  };
  const Row rows[] = {
      {"images:\n  - image: a\n    helth: never\n",
       "lesson.yaml:3: an entry of images has no key \"helth\"; allowed are cpu_units, exit_after, "
       "exit_code, health, http, image, memory_mib, ports, pull, pull_after, start_after, "
       "stop_after."},
      {"pictures: []\n",
       "lesson.yaml:1: the scenario has no key \"pictures\"; allowed are images."},
      {"images:\n  - image: a\n    health: sometimes\n",
       "lesson.yaml:3: health must be always, never, flapping, {after: 20s} or {flapping: 5s}, not "
       "\"sometimes\"."},
      {"images:\n  - image: a\n    start_after: 5\n",
       "lesson.yaml:3: start_after must be a time such as 250ms, 10s, 2m or 1h, not \"5\"."},
      {"images:\n  - image: a\n    exit_after: -1s\n",
       "lesson.yaml:3: exit_after must be a time such as 250ms, 10s, 2m or 1h, not \"-1s\"."},
      {"images:\n  - health: never\n", "lesson.yaml:2: an entry of images needs an image."},
      {"images:\n  - image: a\n    exit_code: 3\n",
       "lesson.yaml:2: exit_code needs exit_after, the time when a ends by itself."},
      {"images:\n  - {image: a, ports: [80, http]}\n",
       "lesson.yaml:2: each of ports must be a number from 1 to 65535, not \"http\"."},
      {"images: {image: a}\n",
       "lesson.yaml:1: images must be a list with an entry for each image, not something else."},
      {"images:\n  - {image: a, pull: later}\n",
       "lesson.yaml:2: pull must be ok, missing or {error: \"what the registry says\"}, not "
       "\"later\"."},
      {"images:\n  - {image: a, http: {health_path: well}}\n",
       "lesson.yaml:2: health_path must be a path such as /health, not \"well\"."},
  };
  for (const Row& row : rows) EXPECT_EQ(error_of(row.yaml), row.message) << row.yaml;
}

TEST(Scenario, TellsWhereTextIsNotYaml) {
  EXPECT_TRUE(error_of("images:\n  - {image: a\n").starts_with("lesson.yaml:3: this is not YAML: "))
      << error_of("images:\n  - {image: a\n");
}

TEST(Scenario, TellsAFileThatCannotBeRead) {
  EXPECT_EQ(load_scenario("/nowhere/lesson.yaml").error().message(),
            "The scenario /nowhere/lesson.yaml cannot be read; is the path right?");
}

TEST(Scenario, ReadsTheFixtures) {
  int files = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(DRYDOCK_SOURCE_DIR "/fixtures/scenarios")) {
    const auto scenario = load_scenario(file.path());
    EXPECT_TRUE(scenario.has_value()) << scenario.error().message();
    ++files;
  }
  EXPECT_GT(files, 0);
}

TEST(Scenario, FindsTheFirstImageThatMatches) {
  Scenario scenario;
  scenario.images = {{.image = "shop:v2", .exit_code = 2},
                     {.image = "shop", .exit_code = 3},
                     {.image = "*.dkr.ecr.*/team/*:canary-*", .exit_code = 4}};
  const auto found = [&](std::string_view reference) {
    return behaviour_of(scenario, reference).exit_code;
  };
  EXPECT_EQ(found("shop:v2"), 2);
  EXPECT_EQ(found("localhost:4566/shop:v2"), 2);
  EXPECT_EQ(found("000000000000.dkr.ecr.us-east-1.amazonaws.com/shop:v2"), 2);
  EXPECT_EQ(found("shop:v1"), 3);
  EXPECT_EQ(found("localhost:4566/shop"), 3);
  EXPECT_EQ(found("1.dkr.ecr.eu-west-1.amazonaws.com/team/web:canary-7"), 4);
  EXPECT_EQ(found("team/shop:v2"), 1) << "a path below another name is another image";
  EXPECT_EQ(found("workshop:v2"), 1);
}

TEST(Scenario, TakesNoTagForLatest) {
  EXPECT_TRUE(covers("shop:latest", "shop"));
  EXPECT_FALSE(covers("shop:v1", "shop"));
  EXPECT_EQ(tag_of("localhost:4566/shop"), "latest");
  EXPECT_EQ(tag_of("localhost:4566/shop:v2"), "v2");
  EXPECT_EQ(tag_of("shop@sha256:ab"), "sha256:ab");
  EXPECT_EQ(with_tag("localhost:4566/shop"), "localhost:4566/shop:latest");
}

}  // namespace
}  // namespace drydock::simulated::scenario_test
