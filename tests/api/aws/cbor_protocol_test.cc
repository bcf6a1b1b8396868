#include <gtest/gtest.h>

#include <string>

#include "api/aws/cbor_shapes.h"
#include "api/aws/protocol.h"
#include "emulator/json/shape_json.h"
#include "model/cloudwatch/service_model.h"
#include "model/ec2/network.h"
#include "model/ec2/service_model.h"
#include "model/ecr/layer.h"
#include "model/ecr/service_model.h"
#include "model/ecs/common.h"
#include "model/ecs/service.h"
#include "model/ecs/service_deployment.h"
#include "model/ecs/service_model.h"
#include "model/ecs/tags.h"
#include "model/ecs/task_definition.h"
#include "tests/api/cbor/bytes.h"

namespace drydock::aws::cbor_protocol_test {
namespace {

using testing::bytes_of;
using testing::hex_of;
namespace ec2 = model::ec2;
namespace ecr = model::ecr;
namespace ecs = model::ecs;

template <class T>
std::string json_of(const T& value) {
  json::Writer writer;
  json::encode(writer, value);
  return std::string(writer.text());
}

/// What is decoded, as JSON; else the error's sentence; else the violations' places.
template <class T>
std::string read(std::string_view hex) {
  T value;
  model::Violations violations;
  const auto decoded = decode_cbor(bytes_of(hex), model::shape_of<T>(), &value, violations);
  if (!decoded) return decoded.error().message();
  std::string places;
  for (const model::Violation& violation : violations) places += "not " + violation.path + ". ";
  return violations.empty() ? json_of(value) : places;
}

template <class T>
std::string written(const T& value) {
  cbor::Writer writer;
  encode_cbor(writer, model::shape_of<T>(), &value);
  return hex_of(writer.take());
}

struct Case {
  std::string_view hex;
  std::string_view told;
};

TEST(CborShapes, ReadsMembersOfEveryKind) {
  const Case cases[] = {
      {"A0", "{}"},
      {"A1 67 'cluster' 64 'shop'", R"({"cluster":"shop"})"},
      {"A2 67 'cluster' F6 69 'nextToken' F7", "{}"},
      {"A1 6A 'maxResults' 18 64", R"({"maxResults":100})"},
      {"A1 6A 'maxResults' 1B 0000000000000007", R"({"maxResults":7})"},
      {"A1 6A 'maxResults' 3A 7FFFFFFF", R"({"maxResults":-2147483648})"},
      {"A1 6A 'launchType' 67 'FARGATE'", R"({"launchType":"FARGATE"})"},
      {"BF 67 'cluster' 7F 62 'sh' 62 'op' FF 6A 'maxResults' 05 FF",
       R"({"cluster":"shop","maxResults":5})"},
      {"A2 7F 63 'clu' 64 'ster' FF 61 'a' 6A 'maxResults' 05",
       R"({"cluster":"a","maxResults":5})"},
      {"A3 63 'new' A1 01 82 F9 3C00 C1 00 67 'cluster' 61 'a' 65 'other' 9F 01 FF",
       R"({"cluster":"a"})"},
  };
  for (const auto& [hex, told] : cases) EXPECT_EQ(read<ecs::ListServicesRequest>(hex), told) << hex;
}

TEST(CborShapes, ReadsTimesUnderTag1) {
  const std::string_view told =
      R"({"service":"s","createdAt":{"before":1363896240.000,"after":1363896240.500}})";
  EXPECT_EQ(read<ecs::ListServiceDeploymentsRequest>(
                "A2 67 'service' 61 's' 69 'createdAt' A2 66 'before' C1 1A 514B67B0 "
                "65 'after' C1 FB 41D452D9EC200000"),
            told);
  EXPECT_EQ(read<ecs::CreatedAt>("A2 66 'before' C1 20 65 'after' C1 F9 3E00"),
            R"({"before":-1.000,"after":1.500})");
}

TEST(CborShapes, ReadsFloatsOfEveryWidthAndIntegers) {
  const Case cases[] = {
      {"F9 4A80", "13.0"}, {"FA 41500000", "13.0"}, {"FB 402A000000000000", "13.0"},
      {"0D", "13.0"},      {"2C", "-13.0"},         {"FB 4029CCCCCCCCCCCD", "12.9"},
  };
  for (const auto& [hex, told] : cases) {
    EXPECT_EQ(read<ecs::Scale>("A1 65 'value' " + std::string(hex)),
              R"({"value":)" + std::string(told) + "}")
        << hex;
  }
}

TEST(CborShapes, ReadsBytesListsMapsAndStructures) {
  EXPECT_EQ(read<ecr::UploadLayerPartRequest>(
                "A5 6E 'repositoryName' 62 'ab' 68 'uploadId' 61 'u' 6D 'partFirstByte' 00 "
                "6C 'partLastByte' 1B 0000000100000000 6D 'layerPartBlob' 5F 41 00 42 01FF FF"),
            R"({"repositoryName":"ab","uploadId":"u","partFirstByte":0,)"
            R"("partLastByte":4294967296,"layerPartBlob":"AAH/"})");
  EXPECT_EQ(read<ec2::DescribeVpcsRequest>("A3 66 'VpcIds' 9F 61 'a' 61 'b' FF 66 'DryRun' F5 "
                                           "67 'Filters' 81 A1 64 'Name' 61 'n'"),
            R"({"Filters":[{"Name":"n"}],"VpcIds":["a","b"],"DryRun":true})");
  EXPECT_EQ(read<ecs::ContainerDefinition>(
                "A1 6C 'dockerLabels' BF 61 'b' 61 '2' 61 'a' 61 '1' 61 'c' F6 FF"),
            R"({"dockerLabels":{"a":"1","b":"2"}})");
}

TEST(CborShapes, NotesWhatTheModelRulesOut) {
  EXPECT_EQ(read<ecs::TagResourceRequest>("A0"), "not resourceArn. not tags. ");
  EXPECT_EQ(read<ecs::TagResourceRequest>("A2 6B 'resourceArn' F6 64 'tags' 80"),
            "not resourceArn. ");
  EXPECT_EQ(read<ecs::ListServicesRequest>("A1 6A 'launchType' 64 'MOON'"), "not launchType. ");
}

TEST(CborShapes, RefusesWhatIsNotOfItsType) {
  const Case cases[] = {
      {"80", "Found an array where a map is expected"},
      {"F6", "Found null where a map is expected"},
      {"A1 01 02", "A member's name is no text string"},
      {"A1 67 'cluster' 01", "Found an integer where a text string is expected (at 'cluster')"},
      {"A1 67 'cluster' 41 'a'",
       "Found a byte string where a text string is expected (at 'cluster')"},
      {"A1 67 'cluster' D8 20 61 'a'",
       "Found a tag where a text string is expected (at 'cluster')"},
      {"A1 6A 'launchType' A0", "Found a map where a text string is expected (at 'launchType')"},
      {"A1 6A 'maxResults' 61 '1'",
       "Found a text string where an integer of 32 bits is expected (at 'maxResults')"},
      {"A1 6A 'maxResults' F9 3C00",
       "Found a floating-point number where an integer of 32 bits is expected (at 'maxResults')"},
      {"A1 6A 'maxResults' F5",
       "Found a boolean where an integer of 32 bits is expected (at 'maxResults')"},
      {"A1 6A 'maxResults' 1A 80000000",
       "Found an integer where an integer of 32 bits is expected (at 'maxResults')"},
      {"A1 6A 'maxResults' 3B 7FFFFFFFFFFFFFFF",
       "Found an integer where an integer of 32 bits is expected (at 'maxResults')"},
      {"A1 6A 'maxResults' C2 41 01",
       "Found a tag where an integer of 32 bits is expected (at 'maxResults')"},
  };
  for (const auto& [hex, told] : cases) EXPECT_EQ(read<ecs::ListServicesRequest>(hex), told) << hex;
}

TEST(CborShapes, RefusesTimesBytesAndNumbersThatAreNone) {
  const std::string time = "where epoch seconds under tag 1 is expected (at 'before')";
  EXPECT_EQ(read<ecs::CreatedAt>("A1 66 'before' 01"), "Found an integer " + time);
  EXPECT_EQ(read<ecs::CreatedAt>("A1 66 'before' C0 61 'a'"), "Found a tag " + time);
  EXPECT_EQ(read<ecs::CreatedAt>("A1 66 'before' C1 61 'a'"), "Found a text string " + time);
  EXPECT_EQ(read<ecs::CreatedAt>("A1 66 'before' C1 C1 01"), "Found a tag " + time);
  EXPECT_EQ(read<ecs::CreatedAt>("A1 66 'before' C1 F9 7E00"),
            "Found a floating-point number " + time);
  EXPECT_EQ(read<ecs::CreatedAt>("A1 66 'before' C1 1B 7FFFFFFFFFFFFFFF"),
            "Found an integer " + time);
  for (const char* number : {"F9 7C00", "F9 FC00", "F9 7E00", "FB 7FF8000000000000"}) {
    EXPECT_EQ(read<ecs::Scale>("A1 65 'value' " + std::string(number)),
              "Found a floating-point number where a finite number is expected (at 'value')");
  }
  EXPECT_EQ(read<ecs::Scale>("A1 65 'value' 3B FFFFFFFFFFFFFFFF"),
            "Found an integer where a finite number is expected (at 'value')");
}

TEST(CborShapes, RefusesMalformedBytes) {
  const Case cases[] = {
      {"", "No value of CBOR is here (at byte 0)"},
      {"A1", "No value of CBOR is here (at byte 1)"},
      {"A0 00", "There are bytes after the value"},
      {"A1 66 'VpcIds' 82 61 'a'", "No value of CBOR is here (at byte 11)"},
      {"A1 66 'VpcIds' 83 61 'a'", "An array is not there whole (at 'vpcIds')"},
      {"A1 66 'VpcIds' 82 61 'a' 61", "No value of CBOR is here (at byte 11)"},
      {"A1 66 'VpcIds' 9B 7FFFFFFFFFFFFFFF 00", "An array is not there whole (at 'vpcIds')"},
      {"A1 66 'VpcIds' 9F 61 'a'", "An array is not there whole (at 'vpcIds')"},
      {"A1 66 'VpcIds' 81 F6", "Found null where a text string is expected (at 'vpcIds.1.member')"},
      {"A1 66 'VpcIds' 81 61 FF", "A text string is not UTF-8 (at byte 11)"},
      {"BF 66 'DryRun' F5", "The end of an array, map or string is missing (at byte 9)"},
      {"BF 66 'DryRun' FF", "No value of CBOR is here (at byte 8)"},
      {"BB FFFFFFFFFFFFFFFF 66 'DryRun' F5", "No value of CBOR is here (at byte 17)"},
      {"A1 61 'x' 9B FFFFFFFFFFFFFFFF", "No value of CBOR is here (at byte 12)"},
  };
  for (const auto& [hex, told] : cases) EXPECT_EQ(read<ec2::DescribeVpcsRequest>(hex), told) << hex;
  EXPECT_EQ(read<ecs::ContainerDefinition>("A1 6C 'dockerLabels' A1 01 61 'a'"),
            "A map's key is no text string (at 'dockerLabels')");
}

// A structure of the model has a kilobyte or two, and one of CBOR a byte.
TEST(CborShapes, MakesNoMoreElementsThanTheBytesAreWorth) {
  const auto definitions = [](std::size_t count) {
    std::string bytes = bytes_of("A2 66 'family' 61 'f' 74 'containerDefinitions' 9F");
    return bytes + std::string(count, '\xA0') + '\xFF';
  };
  const auto decode = [](const std::string& bytes) {
    ecs::RegisterTaskDefinitionRequest request;
    model::Violations violations;
    const auto decoded = decode_cbor(bytes, model::shape_of<ecs::RegisterTaskDefinitionRequest>(),
                                     &request, violations);
    return decoded ? std::to_string(request.container_definitions.size())
                   : decoded.error().message();
  };
  EXPECT_EQ(decode(definitions(100)), "100");
  EXPECT_EQ(decode(definitions(90'000)),
            "The lists and maps of the request have too many elements "
            "(at 'containerDefinitions')");
  EXPECT_EQ(decode(definitions(200'000)).substr(0, 27), "An array is not there whole");
}

TEST(CborShapes, WritesWhatIsSetInTheModelsOrder) {
  ecs::Service service;
  EXPECT_EQ(written(service), "A0");
  service.service_name = "web";
  service.desired_count = 300;
  service.launch_type = ecs::LaunchType::fargate;
  service.created_at = TimePoint(Duration(1'363'896'240'500));
  EXPECT_EQ(written(service),
            hex_of(bytes_of("A4 6B 'serviceName' 63 'web' 6C 'desiredCount' 19 012C "
                            "6A 'launchType' 67 'FARGATE' "
                            "69 'createdAt' C1 FB 41D452D9EC200000")));
}

TEST(CborShapes, WritesListsMapsBytesAndNumbers) {
  ecs::ContainerDefinition container;
  container.command = std::vector<std::string>{"a", "b"};
  container.docker_labels = std::map<std::string, std::string>{{"k", "v"}};
  container.essential = false;
  EXPECT_EQ(written(container),
            hex_of(bytes_of("A3 69 'essential' F4 67 'command' 82 61 'a' 61 'b' "
                            "6C 'dockerLabels' A1 61 'k' 61 'v'")));
  EXPECT_EQ(written(ecs::Scale{.value = 0.1}),
            hex_of(bytes_of("A1 65 'value' FB 3FB999999999999A")));
  ecr::UploadLayerPartRequest part;
  part.part_first_byte = 0;
  part.part_last_byte = -1;
  part.layer_part_blob.data = std::string("\0\xFF", 2);
  EXPECT_EQ(written(part),
            hex_of(bytes_of("A5 6E 'repositoryName' 60 68 'uploadId' 60 6D 'partFirstByte' 00 "
                            "6C 'partLastByte' 20 6D 'layerPartBlob' 42 00FF")));
}

TEST(CborProtocol, TakesNoBodyForAnEmptyInput) {
  ecs::ListServicesRequest input;
  model::Violations violations;
  const auto& operation = *model::find_operation(ecs::service, "ListServices");
  EXPECT_TRUE(cbor_protocol().decode({.body = ""}, operation, &input, violations).has_value());
}

TEST(CborProtocol, WritesAnAnswerOnlyWhereTheOperationHasAnOutput) {
  const auto answer = [](const model::ServiceModel& service, std::string_view operation) {
    return hex_of(cbor_protocol().encode(service, *model::find_operation(service, operation),
                                         nullptr, "id-1"));
  };
  EXPECT_EQ(answer(ecs::service, "TagResource"), "A0");
  EXPECT_EQ(answer(ec2::service, "DeleteVpc"), "");
}

TEST(CborProtocol, WritesErrorsWithTheirFurtherMembers) {
  Error error(ecr::error::invalid_layer_part_exception, "No.");
  error.with("lastValidByteReceived", "41").with("registryId", R"(["1",true,null,{"a":0.5}])");
  const auto reply = reply_for(ecr::service, model::Protocol::cbor, error);
  EXPECT_EQ(
      hex_of(cbor_protocol().encode_error(ecr::service, reply, "id-1")),
      hex_of(bytes_of("A4 66 '__type' 78 19 'InvalidLayerPartException' 67 'message' 63 'No.' "
                      "75 'lastValidByteReceived' 18 29 "
                      "6A 'registryId' 84 61 '1' F5 F6 A1 61 'a' FA 3F000000")));
}

TEST(CborProtocol, NamesErrorsByTheirShapeAndKnowsTheirOldCode) {
  const auto reply = [](model::Protocol protocol, std::string_view code) {
    return reply_for(model::cloudwatch::service, protocol, {code, ""});
  };
  using model::Protocol;
  EXPECT_EQ(reply(Protocol::cbor, "InvalidFormatFault").wire_code, "InvalidFormatFault");
  EXPECT_EQ(reply(Protocol::cbor, "InvalidFormatFault").query_code, "InvalidFormat");
  EXPECT_EQ(reply(Protocol::json, "InvalidFormatFault").wire_code, "InvalidFormatFault");
  EXPECT_EQ(reply(Protocol::query, "InvalidFormatFault").wire_code, "InvalidFormat");
  EXPECT_EQ(reply(Protocol::cbor, "InternalServiceFault").http_status, 500U);
  EXPECT_EQ(reply(Protocol::cbor, "AccessDeniedException").http_status, 400U);
  EXPECT_EQ(reply(Protocol::cbor, "UnknownOperationException").http_status, 404U);
  EXPECT_EQ(reply(Protocol::json, "UnknownOperationException").http_status, 400U);
}

}  // namespace
}  // namespace drydock::aws::cbor_protocol_test
