#include "api/aws/validation.h"

#include <gtest/gtest.h>

#include "api/aws/form_decoder.h"
#include "api/aws/pattern.h"
#include "emulator/json/shape_json.h"
#include "model/ec2/network.h"
#include "model/ec2/service_model.h"
#include "model/ecr/image.h"
#include "model/ecr/repository.h"
#include "model/ecr/service_model.h"
#include "model/ecs/cluster.h"
#include "model/ecs/service.h"
#include "model/ecs/service_model.h"
#include "model/ecs/task.h"
#include "model/ecs/task_definition.h"
#include "model/elbv2/load_balancer.h"
#include "model/elbv2/service_model.h"
#include "model/sts/service_model.h"
#include "model/sts/session.h"

namespace drydock::aws::validation_test {
namespace {

namespace ecr = model::ecr;
namespace ecs = model::ecs;
namespace elbv2 = model::elbv2;
namespace sts = model::sts;

/// "Code: message" of an input that its model rules out, or "fine".
std::string verdict(const model::ServiceModel& service, std::string_view operation,
                    const model::Shape& shape, const void* input, model::Violations violations) {
  check_constraints(shape, input, violations);
  if (violations.empty()) return "fine";
  const Error error = violation_error(*model::find_operation(service, operation), violations);
  return error.code() + ": " + error.message();
}

template <class T>
std::string of_json(const model::ServiceModel& service, std::string_view operation,
                    std::string_view text) {
  T input;
  model::Violations violations;
  const auto document = json::parse(text);
  if (!json::decode(document->root(), input, violations)) return "undecodable";
  return verdict(service, operation, model::shape_of<T>(), &input, std::move(violations));
}

template <class T>
std::string of_form(const model::ServiceModel& service, std::string_view operation,
                    std::string_view text) {
  T input;
  model::Violations violations;
  const auto lists =
      model::speaks(service, model::Protocol::ec2) ? ListStyle::flattened : ListStyle::member;
  const auto form = Form::parse(text);
  if (!decode_form(*form, lists, model::shape_of<T>(), &input, violations)) return "undecodable";
  return verdict(service, operation, model::shape_of<T>(), &input, std::move(violations));
}

TEST(Validation, OfEcsSpeaksAsEcsDoes) {
  EXPECT_EQ(of_json<ecs::RegisterTaskDefinitionRequest>(ecs::service, "RegisterTaskDefinition",
                                                        R"({"containerDefinitions":[]})"),
            "ClientException: Family cannot be empty.");
  EXPECT_EQ(of_json<ecs::CreateServiceRequest>(ecs::service, "CreateService",
                                               R"({"serviceName":"a","launchType":"MOON"})"),
            "InvalidParameterException: launch type should be one of "
            "[EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]");
  EXPECT_EQ(of_json<ecs::DescribeTasksRequest>(ecs::service, "DescribeTasks", "{}"),
            "InvalidParameterException: Tasks cannot be empty.");
  EXPECT_EQ(of_json<ecs::CreateClusterRequest>(ecs::service, "CreateCluster",
                                               R"({"tags":[{"key":"a?","value":"v"}]})"),
            "InvalidParameterException: 1 validation error detected: Value 'a?' at "
            "'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular "
            "expression pattern: ([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)");
  EXPECT_EQ(of_json<ecs::CreateClusterRequest>(
                ecs::service, "CreateCluster",
                "{\"tags\":[{\"key\":\"\xC3\xA9quipe\",\"value\":\"\xE6\xB5\xB7 1\"}]}"),
            "fine");
}

TEST(Validation, OfEcrTellsOneConstraint) {
  const auto create = [](std::string_view name) {
    return of_json<ecr::CreateRepositoryRequest>(
        ecr::service, "CreateRepository", R"({"repositoryName":")" + std::string(name) + R"("})");
  };
  EXPECT_EQ(create("team/shop-1.0_x"), "fine");
  EXPECT_EQ(create("Shop"),
            "InvalidParameterException: Invalid parameter at 'repositoryName' failed to satisfy "
            "constraint: 'must satisfy regular expression "
            "'[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(\\/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*''");
  EXPECT_EQ(create("a"),
            "InvalidParameterException: Invalid parameter at 'repositoryName' failed to satisfy "
            "constraint: 'Member must have length greater than or equal to 2'");
  EXPECT_EQ(of_json<ecr::ListImagesRequest>(ecr::service, "ListImages",
                                            R"({"repositoryName":"ab","maxResults":1001})"),
            "InvalidParameterException: Invalid parameter at 'maxResults' failed to satisfy "
            "constraint: 'Member must have value less than or equal to 1000'");
}

TEST(Validation, OfQueryServicesListsAll) {
  EXPECT_EQ(of_form<elbv2::CreateLoadBalancerInput>(elbv2::service, "CreateLoadBalancer",
                                                    "Name=a&IpAddressType=x"),
            "ValidationError: 1 validation error detected: Value 'x' at 'ipAddressType' failed to "
            "satisfy constraint: Member must satisfy enum value set: "
            "[ipv4, dualstack, dualstack-without-public-ipv4]");
  EXPECT_EQ(
      of_form<sts::AssumeRoleRequest>(sts::service, "AssumeRole",
                                      "RoleArn=short&RoleSessionName=a%20b&DurationSeconds=10"),
      "ValidationError: 3 validation errors detected: Value 'short' at 'roleArn' failed to "
      "satisfy constraint: Member must have length greater than or equal to 20; Value 'a b' "
      "at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular "
      "expression pattern: [\\w+=,.@-]*; Value '10' at 'durationSeconds' failed to satisfy "
      "constraint: Member must have value greater than or equal to 900");
  EXPECT_EQ(of_form<sts::AssumeRoleRequest>(sts::service, "AssumeRole",
                                            "RoleArn=arn:aws:iam::111122223333:role/deploy"),
            "ValidationError: 1 validation error detected: Value null at 'roleSessionName' failed "
            "to satisfy constraint: Member must not be null");
}

TEST(Validation, OfEc2NamesTheParameter) {
  EXPECT_EQ(of_form<model::ec2::DeleteVpcRequest>(model::ec2::service, "DeleteVpc", ""),
            "MissingParameter: The request must contain the parameter VpcId");
  EXPECT_EQ(
      of_form<model::ec2::DescribeVpcsRequest>(model::ec2::service, "DescribeVpcs", "MaxResults=1"),
      "InvalidParameterValue: Value (1) for parameter MaxResults is invalid. Member must "
      "have value greater than or equal to 5");
}

TEST(Pattern, MatchesWholeTextsOnly) {
  EXPECT_TRUE(matches("[a-z]+", "abc"));
  EXPECT_FALSE(matches("[a-z]+", "abc1"));
  EXPECT_FALSE(matches("^[a-z]+$", "abc\n"));
  EXPECT_TRUE(matches("[\\u0020-\\u00FF\\u10000-\\u10FFFF]+", "a \xC3\xA9 \xF0\x9F\x9A\xA2"));
  EXPECT_FALSE(matches("[\\u0020-\\u00FF]+", "\xE2\x82\xAC"));
}

TEST(Pattern, NeedsMoreThanWhiteSpaceWhereItLooksAhead) {
  EXPECT_TRUE(matches(R"(^(?!\s*$).+)", " a b "));
  EXPECT_FALSE(matches(R"(^(?!\s*$).+)", " \t "));
  EXPECT_FALSE(matches(R"(^(?!\s*$).+)", ""));
}

TEST(Pattern, TakesTwoSurrogatesForOneCharacter) {
  const std::string_view pattern = "[\\u0020-\\uD7FF\\uD800\\uDC00-\\uDBFF\\uDFFF]*";
  EXPECT_TRUE(matches(pattern, "a ship: \xF0\x9F\x9A\xA2"));
  EXPECT_FALSE(matches(pattern, "\xEE\x80\x80"));
}

TEST(Pattern, KnowsWhatIsPrintable) {
  EXPECT_TRUE(matches("\\p{Print}+", "scale out: 50 %"));
  EXPECT_FALSE(matches("\\p{Print}+", "a\tb"));
}

TEST(Pattern, LooksAheadAtItsBegin) {
  const std::string_view pattern = "(?!((^[ ]+.*)|(.*[:/|]+.*)|(.*[ ]+$))).+";
  EXPECT_TRUE(matches(pattern, "every night"));
  EXPECT_FALSE(matches(pattern, " night"));
  EXPECT_FALSE(matches(pattern, "night "));
  EXPECT_FALSE(matches(pattern, "a/b"));
  EXPECT_FALSE(matches(pattern, ""));
}

TEST(Pattern, IsNotSlowedDownByWhatBacktrackersFear) {
  const std::string hostile(200'000, 'a');
  EXPECT_FALSE(
      matches("^(?:[a-z0-9]+(?:[._-][a-z0-9]*)*/)*[a-z0-9]*(?:[._-][a-z0-9]*)*$", hostile + "!"));
}

TEST(Pattern, OfEveryModelCompiles) {
  std::size_t count = 0;
  const auto visit = [&](const model::ServiceModel* service) {
    for (const model::Shape& shape : service->shapes) {
      if (shape.constraints == nullptr || shape.constraints->pattern.empty()) continue;
      EXPECT_NO_THROW(static_cast<void>(matches(shape.constraints->pattern, ""))) << shape.name;
      ++count;
    }
  };
  for (const auto* service : model::services()) visit(service);
  EXPECT_GE(count, 40U);
}

}  // namespace
}  // namespace drydock::aws::validation_test
