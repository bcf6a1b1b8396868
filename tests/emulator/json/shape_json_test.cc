#include "emulator/json/shape_json.h"

#include <gtest/gtest.h>

#include <limits>

#include "model/ecr/layer.h"
#include "model/ecs/common.h"
#include "model/ecs/service.h"
#include "model/ecs/task_definition.h"

namespace drydock::json::shape_json_test {
namespace {

namespace ecs = model::ecs;
namespace ecr = model::ecr;

template <class T>
struct Decoded {
  T value;
  model::Violations violations;
  std::string error;
};

template <class T>
Decoded<T> decoded(std::string_view text) {
  Decoded<T> result;
  const auto document = parse(text);
  const auto outcome = decode(document->root(), result.value, result.violations);
  if (!outcome) result.error = outcome.error().message();
  return result;
}

template <class T>
std::string encoded(const T& value) {
  Writer writer;
  encode(writer, value);
  return std::string(writer.text());
}

TEST(ShapeJson, DecodesARealRequest) {
  const auto result = decoded<ecs::RegisterTaskDefinitionRequest>(
      R"({"family":"shop","networkMode":"awsvpc","requiresCompatibilities":["FARGATE","EC2"],)"
      R"("containerDefinitions":[{"name":"web","cpu":10,"essential":true,"environment":[],)"
      R"("dockerLabels":{"b":"2","a":"1"},"portMappings":[{"containerPort":80}]}],"tags":null,)"
      R"("unheardOf":{"x":[1]}})");
  EXPECT_EQ(result.error, "");
  EXPECT_TRUE(result.violations.empty());
  const auto& request = result.value;
  EXPECT_EQ(request.family, "shop");
  EXPECT_EQ(request.network_mode, ecs::NetworkMode::awsvpc);
  EXPECT_EQ(request.requires_compatibilities,
            (std::vector{ecs::Compatibility::fargate, ecs::Compatibility::ec2}));
  ASSERT_EQ(request.container_definitions.size(), 1U);
  const auto& web = request.container_definitions[0];
  EXPECT_EQ(web.cpu, 10);
  EXPECT_EQ(web.essential, true);
  EXPECT_EQ(web.image, std::nullopt);
  EXPECT_EQ(web.environment, std::vector<ecs::KeyValuePair>{});
  EXPECT_EQ(web.docker_labels, (std::map<std::string, std::string>{{"a", "1"}, {"b", "2"}}));
  EXPECT_EQ(web.port_mappings->front().container_port, 80);
  EXPECT_EQ(request.tags, std::nullopt);
}

TEST(ShapeJson, LeavesOutWhatIsNotSet) {
  ecs::Service service;
  EXPECT_EQ(encoded(service), "{}");
  service.events.emplace();
  service.desired_count = 2;
  service.launch_type = ecs::LaunchType::fargate;
  service.created_at = TimePoint(Duration(1718000000123));
  EXPECT_EQ(encoded(service), R"({"desiredCount":2,"launchType":"FARGATE","events":[],)"
                              R"("createdAt":1718000000.123})");
}

TEST(ShapeJson, CarriesBlobsTimestampsAndDocuments) {
  ecr::UploadLayerPartRequest part;
  part.layer_part_blob.data = std::string("\0\xFF", 2);
  EXPECT_NE(encoded(part).find(R"("layerPartBlob":"AP8=")"), std::string::npos);
  const auto time = decoded<ecs::Service>(R"({"createdAt":1.718000000123E9})");
  EXPECT_EQ(time.value.created_at, TimePoint(Duration(1718000000123)));
  const auto hook = decoded<ecs::DeploymentLifecycleHook>(R"({"hookDetails":{"a":[1,"x",null]}})");
  EXPECT_EQ(hook.value.hook_details->json, R"({"a":[1,"x",null]})");
  EXPECT_EQ(encoded(hook.value), R"({"hookDetails":{"a":[1,"x",null]}})");
}

TEST(ShapeJson, TakesTheLastOfTwoMembersOfAName) {
  const auto result =
      decoded<ecs::DescribeServicesRequest>(R"({"services":["a","b"],"services":["c"]})");
  EXPECT_EQ(result.value.services, std::vector<std::string>{"c"});
}

TEST(ShapeJson, CollectsWhatIsMissingAndWhatIsNoEnumerator) {
  const auto result = decoded<ecs::CreateServiceRequest>(
      R"({"launchType":"MOON","placementStrategy":[{"type":"random"},{"type":"best"}],)"
      R"("networkConfiguration":{"awsvpcConfiguration":{}}})");
  EXPECT_EQ(result.error, "");
  ASSERT_EQ(result.violations.size(), 4U);
  EXPECT_EQ(result.violations[0].path, "launchType");
  EXPECT_EQ(result.violations[0].value, "MOON");
  EXPECT_EQ(result.violations[1].path, "placementStrategy.2.member.type");
  EXPECT_EQ(result.violations[2].path, "networkConfiguration.awsvpcConfiguration.subnets");
  EXPECT_EQ(result.violations[2].rule, model::Violation::Rule::required);
  EXPECT_EQ(result.violations[3].path, "serviceName");
}

struct Mismatch {
  std::string_view json;
  std::string_view message;
};

TEST(ShapeJson, RefusesTheWrongTypeInAwssWords) {
  const Mismatch cases[] = {
      {R"({"family":1})", "NUMBER_VALUE cannot be converted to String (at 'family')"},
      {R"({"family":true})", "TRUE_VALUE cannot be converted to String (at 'family')"},
      {R"({"family":["x"]})", "Start of list found where not expected. (at 'family')"},
      {R"({"tags":{}})", "Start of structure or map found where not expected. (at 'tags')"},
      {R"({"tags":"x"})", "STRING_VALUE cannot be converted to List (at 'tags')"},
      {R"({"tags":[null]})", "NULL_VALUE cannot be converted to Structure (at 'tags.1.member')"},
      {R"({"containerDefinitions":[{"cpu":"1"}]})",
       "STRING_VALUE cannot be converted to Integer (at 'containerDefinitions.1.member.cpu')"},
      {R"({"containerDefinitions":[{"cpu":1.5}]})",
       "NUMBER_VALUE cannot be converted to Integer (at 'containerDefinitions.1.member.cpu')"},
      {R"({"containerDefinitions":[{"cpu":2147483648}]})",
       "NUMBER_VALUE cannot be converted to Integer (at 'containerDefinitions.1.member.cpu')"},
      {R"({"containerDefinitions":[{"essential":0}]})",
       "NUMBER_VALUE cannot be converted to Boolean (at "
       "'containerDefinitions.1.member.essential')"},
      {"[]", "Start of list found where not expected."},
      {"null", "NULL_VALUE cannot be converted to Structure"},
  };
  for (const auto& [json, message] : cases) {
    EXPECT_EQ(decoded<ecs::RegisterTaskDefinitionRequest>(json).error, message) << json;
  }
}

TEST(ShapeJson, RefusesBadBlobsAndTimestamps) {
  EXPECT_EQ(decoded<ecr::UploadLayerPartRequest>(R"({"layerPartBlob":"A"})").error,
            "STRING_VALUE is not valid Base64 (at 'layerPartBlob')");
  EXPECT_EQ(decoded<ecs::Service>(R"({"createdAt":1e300})").error,
            "NUMBER_VALUE cannot be converted to Timestamp (at 'createdAt')");
  EXPECT_EQ(decoded<ecs::Service>(R"({"createdAt":"now"})").error,
            "STRING_VALUE cannot be converted to Timestamp (at 'createdAt')");
}

TEST(ShapeJson, KeepsTheListOfViolationsShort) {
  std::string json = R"({"tasks":[],"placementStrategy":[)";
  for (int i = 0; i < 1000; ++i) json += R"({"type":"x"},)";
  json.back() = ']';
  json += '}';
  EXPECT_EQ(decoded<ecs::CreateServiceRequest>(json).violations.size(), model::violations_limit);
}

TEST(ShapeJson, MakesNoElementOfAListThatIsTooLong) {
  std::string text = R"({"repositoryName":"r","layerDigests":[)";
  for (int i = 0; i < 101; ++i) text += i == 0 ? R"("d")" : R"(,"d")";
  const auto result = decoded<ecr::BatchCheckLayerAvailabilityRequest>(text + "]}");
  EXPECT_EQ(result.error, "");
  EXPECT_TRUE(result.value.layer_digests.empty());
  ASSERT_EQ(result.violations.size(), 1U);
  EXPECT_EQ(result.violations[0].rule, model::Violation::Rule::max);
}

TEST(ShapeJson, BoundsWhatItMakesByTheTextsOwnSize) {
  std::string text = R"({"family":"f","containerDefinitions":[{})";
  for (int i = 0; i < 200'000; ++i) text += ",{}";
  text += "]}";
  const auto document = parse(text);
  ecs::RegisterTaskDefinitionRequest input;
  model::Violations violations;
  const auto outcome = decode(document->root(), input, violations, model::InputBudget(text.size()));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message(),
            "The lists and maps of the request have too many elements (at "
            "'containerDefinitions')");
  EXPECT_TRUE(input.container_definitions.empty());
}

TEST(InputBudget, AllowsAnHonestRequestAndNeverOverflows) {
  model::InputBudget budget(2'000);
  EXPECT_TRUE(budget.take(10, 2'000));
  EXPECT_FALSE(budget.take(std::numeric_limits<std::size_t>::max(), 2));
  EXPECT_FALSE(budget.take(2, std::numeric_limits<std::size_t>::max()));
  EXPECT_TRUE(budget.take(1, 1'000'000));
  EXPECT_FALSE(budget.take(1, 1'000'000));
  EXPECT_TRUE(model::InputBudget::unlimited().take(1'000'000, 1'000'000));
}

}  // namespace
}  // namespace drydock::json::shape_json_test
