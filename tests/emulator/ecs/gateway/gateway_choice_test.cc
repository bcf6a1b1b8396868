#include "emulator/ecs/gateway/gateway_choice.h"

#include <gtest/gtest.h>

namespace drydock::ecs::gateway_choice_test {
namespace {

using Kind = BalancerChoice::Kind;
using model::ecs::AccessType;
using Names = std::vector<std::string>;
using Zones = std::set<std::string>;

TEST(GatewayChoice, TakesEveryGatewayThatIsCompatible) {
  const std::vector<GatewayCandidate> candidates = {
      {.name = "edge", .access_type = AccessType::public_, .zones = {"a", "b", "c"}},
      {.name = "inner", .access_type = AccessType::private_, .zones = {"a", "b"}}};
  struct Row {
    std::vector<AccessType> access_types;
    Zones zones;
    Names names;
  };
  for (const Row& row : {Row{{}, {"a"}, {"edge", "inner"}}, Row{{}, {}, {"edge", "inner"}},
                         Row{{AccessType::private_}, {"a", "b"}, {"inner"}},
                         Row{{AccessType::public_, AccessType::private_}, {"b"}, {"edge", "inner"}},
                         Row{{}, {"a", "c"}, {"edge"}}}) {
    const auto found = compatible_gateways(
        candidates, {.cluster = "web", .access_types = row.access_types, .zones = row.zones});
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, row.names);
  }
}

TEST(GatewayChoice, SaysWhyThereIsNone) {
  const GatewayCandidate inner{
      .name = "inner", .access_type = AccessType::private_, .zones = {"a", "b"}};
  const auto refusal = [](const std::vector<GatewayCandidate>& candidates,
                          std::vector<AccessType> types, Zones zones) {
    const auto found = compatible_gateways(
        candidates,
        {.cluster = "web", .access_types = std::move(types), .zones = std::move(zones)});
    return found ? "" : std::string(found.error().message());
  };
  EXPECT_EQ(refusal({}, {}, {}),
            "gatewayConnectors were specified but no gateways are associated with cluster web.");
  EXPECT_EQ(refusal({inner}, {AccessType::public_}, {"a"}),
            "none of the gateways associated with cluster web match the access types of the "
            "service's gateway connector.");
  EXPECT_EQ(refusal({inner}, {}, {"a", "c"}),
            "none of the gateways associated with cluster web cover every Availability Zone of the "
            "service's subnets.");
}

TEST(GatewayChoice, FillsTheOldestLoadBalancerFirst) {
  struct Row {
    std::vector<BalancerLoad> loads;
    std::size_t most;
    BalancerChoice choice;
  };
  for (const Row& row :
       {Row{{}, 1, {.kind = Kind::one_more}},
        Row{{{.routes = 24, .rules = 48}, {.routes = 3, .rules = 6}}, 2, {.kind = Kind::present}},
        Row{{{.routes = 25, .rules = 50}, {.routes = 3, .rules = 6}},
            2,
            {.kind = Kind::present, .at = 1}},
        // A client's own rules take room too.
        Row{{{.routes = 1, .rules = 99}}, 2, {.kind = Kind::one_more}},
        Row{{{.routes = 1, .rules = 98}}, 2, {.kind = Kind::present}},
        Row{{{.routes = 25, .rules = 50}}, 1, {.kind = Kind::none}}}) {
    EXPECT_EQ(choose_balancer(row.loads, row.most), row.choice);
  }
}

}  // namespace
}  // namespace drydock::ecs::gateway_choice_test
