#include "api/aws/form_decoder.h"

#include <gtest/gtest.h>

#include "model/ec2/network.h"
#include "model/elbv2/common.h"
#include "model/elbv2/listener.h"
#include "model/elbv2/load_balancer.h"
#include "model/elbv2/target_group.h"
#include "model/sts/session.h"

namespace drydock::aws::form_decoder_test {
namespace {

namespace ec2 = model::ec2;
namespace elbv2 = model::elbv2;
namespace sts = model::sts;

template <class T>
struct Decoded {
  T value;
  model::Violations violations;
  std::string error;
};

template <class T>
Decoded<T> decoded(std::string_view text, ListStyle lists = ListStyle::member) {
  Decoded<T> result;
  const auto form = Form::parse(text);
  const auto outcome =
      decode_form(*form, lists, model::shape_of<T>(), &result.value, result.violations);
  if (!outcome) result.error = outcome.error().code() + ": " + outcome.error().message();
  return result;
}

TEST(FormDecoder, ReadsStructuresListsAndScalars) {
  const auto result = decoded<elbv2::CreateTargetGroupInput>(
      "Action=CreateTargetGroup&Version=2015-12-01&Name=shop&Protocol=HTTP&Port=80&"
      "HealthCheckEnabled=true&Matcher.HttpCode=200-299&Tags.member.1.Key=team&"
      "Tags.member.1.Value=a%20b&Tags.member.2.Key=env&IpAddressType=ipv4");
  EXPECT_EQ(result.error, "");
  EXPECT_TRUE(result.violations.empty());
  const auto& input = result.value;
  EXPECT_EQ(input.name, "shop");
  EXPECT_EQ(input.protocol, elbv2::ProtocolEnum::http);
  EXPECT_EQ(input.port, 80);
  EXPECT_EQ(input.health_check_enabled, true);
  EXPECT_EQ(input.matcher->http_code, "200-299");
  EXPECT_EQ(input.tags, (std::vector<elbv2::Tag>{{.key = "team", .value = "a b"}, {.key = "env"}}));
  EXPECT_EQ(input.vpc_id, std::nullopt);
}

TEST(FormDecoder, TellsAnEmptyListFromNone) {
  EXPECT_EQ(decoded<elbv2::DescribeLoadBalancersInput>("Names=").value.names,
            std::vector<std::string>{});
  EXPECT_EQ(decoded<elbv2::DescribeLoadBalancersInput>("PageSize=3").value.names, std::nullopt);
}

TEST(FormDecoder, ReadsMapsByEntries) {
  const auto result = decoded<elbv2::CreateListenerInput>(
      "LoadBalancerArn=a&DefaultActions.member.1.Type=authenticate-oidc&"
      "DefaultActions.member.1.AuthenticateOidcConfig.Issuer=i&"
      "DefaultActions.member.1.AuthenticateOidcConfig.AuthorizationEndpoint=i&"
      "DefaultActions.member.1.AuthenticateOidcConfig.TokenEndpoint=i&"
      "DefaultActions.member.1.AuthenticateOidcConfig.UserInfoEndpoint=i&"
      "DefaultActions.member.1.AuthenticateOidcConfig.ClientId=i&"
      "DefaultActions.member.1.AuthenticateOidcConfig.AuthenticationRequestExtraParams.entry.1.key="
      "display&DefaultActions.member.1.AuthenticateOidcConfig.AuthenticationRequestExtraParams."
      "entry.1.value=page");
  EXPECT_EQ(result.error, "");
  EXPECT_TRUE(result.violations.empty());
  const auto& config = result.value.default_actions[0].authenticate_oidc_config;
  EXPECT_EQ(config->authentication_request_extra_params,
            (std::map<std::string, std::string>{{"display", "page"}}));
}

TEST(FormDecoder, ReadsEc2sFlattenedLists) {
  const auto result = decoded<ec2::DescribeSubnetsRequest>(
      "SubnetId.1=subnet-1&SubnetId.2=subnet-2&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1&"
      "Filter.1.Value.2=vpc-2&MaxResults=5&DryRun=false",
      ListStyle::flattened);
  EXPECT_EQ(result.error, "");
  EXPECT_EQ(result.value.subnet_ids, (std::vector<std::string>{"subnet-1", "subnet-2"}));
  EXPECT_EQ(result.value.filters->front().name, "vpc-id");
  EXPECT_EQ(result.value.filters->front().values, (std::vector<std::string>{"vpc-1", "vpc-2"}));
  EXPECT_EQ(result.value.max_results, 5);
  EXPECT_EQ(result.value.dry_run, false);
}

TEST(FormDecoder, CollectsWhatIsMissingAndWhatIsNoEnumerator) {
  const auto result = decoded<elbv2::CreateLoadBalancerInput>("IpAddressType=ipv5");
  ASSERT_EQ(result.violations.size(), 2U);
  EXPECT_EQ(result.violations[0].path, "name");
  EXPECT_EQ(result.violations[0].rule, model::Violation::Rule::required);
  EXPECT_EQ(result.violations[1].path, "ipAddressType");
  EXPECT_EQ(result.violations[1].value, "ipv5");
}

TEST(FormDecoder, RefusesTheWrongType) {
  EXPECT_EQ(decoded<elbv2::CreateTargetGroupInput>("Name=a&Port=8o").error,
            "MalformedInput: Found '8o' at 'port', where a value of another type is expected.");
  for (const std::string_view text :
       {"Name=a&Port=", "Name=a&Port=99999999999", "Name=a&HealthCheckEnabled=yes", "Name.x=a",
        "Name=a&Port.member.1=3"}) {
    EXPECT_EQ(decoded<elbv2::CreateTargetGroupInput>(text).error.substr(0, 14), "MalformedInput")
        << text;
  }
}

TEST(FormDecoder, IsNotSlowedDownByManyParameters) {
  std::string text = "Action=x";
  for (int i = 5000; i > 0; --i) text += "&Names.member." + std::to_string(i) + "=n";
  EXPECT_EQ(decoded<elbv2::DescribeLoadBalancersInput>(text).value.names->size(), 5000U);
}

TEST(FormDecoder, MakesNoElementOfAListThatIsTooLong) {
  std::string text = "RoleArn=a&RoleSessionName=s";
  for (int i = 0; i < 51; ++i) text += "&Tags.member." + std::to_string(i + 1) + ".Key=k";
  const auto input = decoded<sts::AssumeRoleRequest>(text);
  EXPECT_TRUE(input.value.tags->empty());
  ASSERT_EQ(input.violations.size(), 1U);
  EXPECT_EQ(input.violations[0].rule, model::Violation::Rule::max);
  EXPECT_EQ(input.violations[0].path, "tags");
}

}  // namespace
}  // namespace drydock::aws::form_decoder_test
