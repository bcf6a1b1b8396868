#include "api/aws/protocol.h"

#include <gtest/gtest.h>

#include "model/ec2/network.h"
#include "model/ec2/service_model.h"
#include "model/ecr/service_model.h"
#include "model/ecs/service_model.h"
#include "model/elbv2/load_balancer.h"
#include "model/elbv2/rule.h"
#include "model/elbv2/service_model.h"

namespace drydock::aws::protocol_test {
namespace {

namespace ec2 = model::ec2;
namespace elbv2 = model::elbv2;

template <class T>
std::string answer(const model::ServiceModel& service, std::string_view operation,
                   const T& output) {
  return protocol_of(service).encode(service, *model::find_operation(service, operation), &output,
                                     "id-1");
}

std::string error_answer(const model::ServiceModel& service, const Error& error) {
  const WireProtocol& protocol = protocol_of(service);
  return protocol.encode_error(service, reply_for(service, protocol.kind(), error), "id-1");
}

TEST(QueryProtocol, WritesAnAnswer) {
  elbv2::DescribeRulesOutput output;
  output.rules = {
      {.priority = "1", .conditions = std::vector<elbv2::RuleCondition>{}, .is_default = false}};
  EXPECT_EQ(answer(elbv2::service, "DescribeRules", output),
            "<DescribeRulesResponse xmlns=\"http://elasticloadbalancing.amazonaws.com/doc/"
            "2015-12-01/\"><DescribeRulesResult><Rules><member><Priority>1</Priority>"
            "<Conditions></Conditions><IsDefault>false</IsDefault></member></Rules>"
            "</DescribeRulesResult><ResponseMetadata><RequestId>id-1</RequestId>"
            "</ResponseMetadata></DescribeRulesResponse>");
}

TEST(QueryProtocol, WritesAnEmptyResultWhereThereIsNothingToTell) {
  EXPECT_EQ(answer(elbv2::service, "DeleteRule", elbv2::DeleteRuleOutput{}),
            "<DeleteRuleResponse xmlns=\"http://elasticloadbalancing.amazonaws.com/doc/"
            "2015-12-01/\"><DeleteRuleResult></DeleteRuleResult><ResponseMetadata>"
            "<RequestId>id-1</RequestId></ResponseMetadata></DeleteRuleResponse>");
}

TEST(QueryProtocol, WritesTimestampsEnumsAndEscapesText) {
  elbv2::LoadBalancer balancer;
  balancer.created_time = TimePoint(Duration(1718000000123));
  balancer.load_balancer_name = "a<b>&\"\x01\r\xFF";
  balancer.scheme = elbv2::LoadBalancerSchemeEnum::internet_facing;
  elbv2::DescribeLoadBalancersOutput output;
  output.load_balancers = {balancer};
  const std::string xml = answer(elbv2::service, "DescribeLoadBalancers", output);
  EXPECT_NE(xml.find("<CreatedTime>2024-06-10T06:13:20.123Z</CreatedTime>"), std::string::npos);
  EXPECT_NE(xml.find("<LoadBalancerName>a&lt;b&gt;&amp;&quot;\xEF\xBF\xBD&#xD;\xEF\xBF\xBD"
                     "</LoadBalancerName>"),
            std::string::npos)
      << xml;
  EXPECT_NE(xml.find("<Scheme>internet-facing</Scheme>"), std::string::npos);
}

TEST(QueryProtocol, WritesErrorsWithTheCodeThatTheModelGives) {
  EXPECT_EQ(
      error_answer(elbv2::service, {elbv2::error::load_balancer_not_found_exception, "One & all"}),
      "<ErrorResponse xmlns=\"http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/\">"
      "<Error><Type>Sender</Type><Code>LoadBalancerNotFound</Code>"
      "<Message>One &amp; all</Message></Error><RequestId>id-1</RequestId></ErrorResponse>");
}

TEST(Ec2Protocol, WritesAnAnswer) {
  ec2::Vpc vpc;
  vpc.vpc_id = "vpc-1";
  vpc.is_default = true;
  ec2::DescribeVpcsResult output;
  output.vpcs = {vpc};
  const std::string xml = answer(ec2::service, "DescribeVpcs", output);
  EXPECT_TRUE(
      xml.starts_with("<DescribeVpcsResponse xmlns=\"http://ec2.amazonaws.com/doc/"
                      "2016-11-15\"><requestId>id-1</requestId><vpcSet><item>"))
      << xml;
  EXPECT_NE(xml.find("<vpcId>vpc-1</vpcId>"), std::string::npos);
  EXPECT_NE(xml.find("<isDefault>true</isDefault>"), std::string::npos);
}

TEST(Ec2Protocol, WritesReturnTrueForNothingToTell) {
  const auto* operation = model::find_operation(ec2::service, "DeleteVpc");
  ASSERT_NE(operation, nullptr);
  EXPECT_EQ(ec2_protocol().encode(ec2::service, *operation, nullptr, "id-1"),
            "<DeleteVpcResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15\">"
            "<requestId>id-1</requestId><return>true</return></DeleteVpcResponse>");
}

TEST(Ec2Protocol, WritesErrors) {
  EXPECT_EQ(error_answer(ec2::service, {"InvalidVpcID.NotFound", "none"}),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error>"
            "<Code>InvalidVpcID.NotFound</Code><Message>none</Message></Error></Errors>"
            "<RequestID>id-1</RequestID></Response>");
}

TEST(JsonProtocol, WritesErrorsWithTheirFurtherMembers) {
  Error error(model::ecr::error::invalid_layer_part_exception, "a \"b\"");
  error.with("lastValidByteReceived", "41").with("registryId", "\"1\"");
  EXPECT_EQ(error_answer(model::ecr::service, error),
            R"({"__type":"InvalidLayerPartException","message":"a \"b\"",)"
            R"("lastValidByteReceived":41,"registryId":"1"})");
}

struct Status {
  const model::ServiceModel& service;
  std::string_view code;
  unsigned status;
  std::string_view wire_code;
};

TEST(ErrorReply, KnowsStatusAndCodeOfModelledAndCommonErrors) {
  const Status cases[] = {
      {model::ecs::service, "ClusterNotFoundException", 400, "ClusterNotFoundException"},
      {model::ecs::service, "ServerException", 500, "ServerException"},
      {model::ecs::service, "AccessDeniedException", 400, "AccessDeniedException"},
      {model::ecr::service, "ServerException", 500, "ServerException"},
      {elbv2::service, "TargetGroupNotFoundException", 400, "TargetGroupNotFound"},
      {elbv2::service, "ALPNPolicyNotSupportedException", 400, "ALPNPolicyNotFound"},
      {elbv2::service, "PriorRequestNotCompleteException", 429, "PriorRequestNotComplete"},
      {elbv2::service, "HealthUnavailableException", 500, "HealthUnavailable"},
      {elbv2::service, "ValidationError", 400, "ValidationError"},
      {elbv2::service, "AccessDenied", 403, "AccessDenied"},
      {elbv2::service, "InternalFailure", 500, "InternalFailure"},
      {ec2::service, "InvalidSubnetID.NotFound", 400, "InvalidSubnetID.NotFound"},
  };
  for (const auto& [service, code, status, wire_code] : cases) {
    const ErrorReply reply = reply_for(service, service.protocols.front(), {code, ""});
    EXPECT_EQ(reply.http_status, status) << code;
    EXPECT_EQ(reply.wire_code, wire_code);
    EXPECT_EQ(reply.sender_fault, status < 500) << code;
  }
}

}  // namespace
}  // namespace drydock::aws::protocol_test
