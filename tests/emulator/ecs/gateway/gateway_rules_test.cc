#include "emulator/ecs/gateway/gateway_rules.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/ecs/gateway/test_traffic.h"

namespace drydock::ecs::gateway_rules_test {
namespace {

using model::ecs::GatewayAlbProtocol;
using model::ecs::GatewayElbIpAddressType;
using model::ecs::HostSharedAlbConfiguration;

const ec2::DefaultNetwork network = ec2::default_network({"111122223333", "eu-west-1"});

std::string refusal_of(const Result<Done>& checked) {
  return checked ? "" : std::string(checked.error().message());
}

TEST(GatewayRules, CompleteWhatIsLeftOut) {
  const auto made = complete({}, network);
  EXPECT_EQ(made.network_configuration->subnets->size(), 3U);
  EXPECT_EQ(made.network_configuration->ip_address_type, GatewayElbIpAddressType::ipv4);
  EXPECT_EQ(made.scheme, model::ecs::GatewayElbScheme::internet_facing);
  EXPECT_EQ(access_type(made), model::ecs::AccessType::public_);
  EXPECT_EQ(made.port, 443);
  EXPECT_EQ(made.protocol, GatewayAlbProtocol::https);
  EXPECT_EQ(made.max_alb_count, 10);
  EXPECT_EQ(made.http_desync, model::ecs::GatewayAlbDesyncMitigationMode::defensive);
  EXPECT_EQ(test_condition(made), std::nullopt);
  EXPECT_EQ(refusal_of(check(made, network)), "");
  HostSharedAlbConfiguration internal;
  internal.scheme = model::ecs::GatewayElbScheme::internal;
  EXPECT_EQ(access_type(complete(internal, network)), model::ecs::AccessType::private_);
}

TEST(GatewayRules, RefuseWhatCannotBeCarriedOut) {
  struct Row {
    std::function<void(HostSharedAlbConfiguration&)> make;
    std::string refusal;
  };
  const std::vector<Row> rows = {
      {[](auto& given) { given.port = 80; }, "The gateway supports only port 443."},
      {[](auto& given) { given.protocol = GatewayAlbProtocol::http; },
       "The gateway supports only the protocol HTTPS."},
      {[](auto& given) { given.max_alb_count = 0; }, "maxAlbCount must be between 1 and 50."},
      {[](auto& given) { given.max_alb_count = 51; }, "maxAlbCount must be between 1 and 50."},
      {[](auto& given) {
         given.network_configuration = {.subnets = std::vector{network.subnets[0].id}};
       },
       "More than 1 availability zone must be specified"},
      {[](auto& given) {
         given.network_configuration = {.ip_address_type = GatewayElbIpAddressType::dualstack};
       },
       "You must specify subnets with an associated IPv6 CIDR block."},
      {[](auto& given) { given.network_configuration = {.inbound_security_group = "sg-1"}; },
       "The security group 'sg-1' does not exist"},
      {[](auto& given) {
         given.test_traffic_rules = {
             .header = model::ecs::GatewayTestTrafficHeader{.name = "x y", .values = {"1"}}};
       },
       ""},
      {[](auto& given) {
         given.test_traffic_rules = {.header = model::ecs::GatewayTestTrafficHeader{
                                         .name = "x-test", .values = {"1", "2", "3", "4"}}};
       },
       ""}};
  for (const Row& row : rows) {
    HostSharedAlbConfiguration given;
    row.make(given);
    const std::string refusal = refusal_of(check(complete(given, network), network));
    if (row.refusal.empty()) {
      EXPECT_NE(refusal, "") << "a header that no rule takes";
    } else {
      EXPECT_EQ(refusal, row.refusal);
    }
  }
}

TEST(GatewayRules, KnowTestTrafficByAHeader) {
  HostSharedAlbConfiguration given;
  given.test_traffic_rules = {
      .header = model::ecs::GatewayTestTrafficHeader{.name = "x-test", .values = {"1", "yes"}}};
  EXPECT_EQ(refusal_of(check(complete(given, network), network)), "");
  const auto condition = test_condition(given);
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->field, "http-header");
  EXPECT_EQ(condition->http_header_config->http_header_name, "x-test");
  EXPECT_EQ(condition->http_header_config->values, (std::vector<std::string>{"1", "yes"}));
}

TEST(GatewayRules, TakeOverWhatAnUpdateGives) {
  HostSharedAlbConfiguration kept = complete({.max_alb_count = 3}, network);
  amend({.http_desync = model::ecs::GatewayAlbDesyncMitigationMode::strictest}, kept);
  EXPECT_EQ(kept.max_alb_count, 3);
  EXPECT_EQ(kept.http_desync, model::ecs::GatewayAlbDesyncMitigationMode::strictest);
  amend({.network_configuration =
             model::ecs::UpdateGatewayNetworkConfiguration{.inbound_security_group = "sg-2"},
         .max_alb_count = 1,
         .web_acl_arn = "acl"},
        kept);
  EXPECT_EQ(kept.network_configuration->inbound_security_group, "sg-2");
  EXPECT_EQ(kept.network_configuration->subnets->size(), 3U);
  EXPECT_EQ(kept.max_alb_count, 1);
  EXPECT_EQ(kept.web_acl_arn, "acl");
}

TEST(GatewayRules, NameGatewaysByLettersDigitsAndHyphens) {
  for (const std::string& name : std::vector<std::string>{"edge", "E-1", std::string(255, 'a')}) {
    EXPECT_EQ(refusal_of(check_gateway_name(name)), "") << name;
  }
  for (const std::string& name :
       std::vector<std::string>{"", "a_b", "a/b", "a b", std::string(256, 'a')}) {
    EXPECT_EQ(refusal_of(check_gateway_name(name)),
              "Gateway names can be up to 255 letters (uppercase and lowercase), numbers, and "
              "hyphens.")
        << name;
  }
}

}  // namespace
}  // namespace drydock::ecs::gateway_rules_test
