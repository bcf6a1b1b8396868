#include "emulator/ecs/express/express_front.h"

#include <gtest/gtest.h>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/gateway/front_parts.h"
#include "emulator/elb/balancer_names.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target_group.h"
#include "emulator/records.h"
#include "tests/emulator/ecs/counting_ids.h"

namespace drydock::ecs::express_front_test {
namespace {

const World world{"111122223333", "eu-west-1"};
constexpr TimePoint now{seconds(1'700'000'000)};

struct ExpressFrontTest : ::testing::Test {
  ExpressFrontTest() {
    const auto network = ec2::default_network(world);
    for (const auto& subnet : network.subnets) wanted.subnets.push_back(subnet.id);
    wanted.security_groups = {network.security_group_id};
    wanted.port = 8080;
    wanted.health_check_path = "/health";
  }
  ExpressGateway put(const std::string& name) {
    ExpressGateway gateway{.service = "default/" + name, .infrastructure_role_arn = "role"};
    gateway.endpoint = new_endpoint(name, ids);
    put_front(store, world, gateway, wanted, ids, now);
    return store.put(world, gateway);
  }
  [[nodiscard]] std::string refusal(const ExpressFront& front) const {
    const auto checked = check_front(store, world, front);
    return checked ? "" : checked.error().message();
  }
  template <class Record>
  [[nodiscard]] std::size_t count() const {
    return store.table<Record>(world).size();
  }

  Store store{all_record_kinds()};
  CountingIds ids;
  ExpressFront wanted;
};

TEST_F(ExpressFrontTest, IsALoadBalancerWithARuleAndTwoGroups) {
  const ExpressGateway gateway = put("shop");
  const auto& balancer = *store.find<elb::LoadBalancer>(world, gateway.load_balancer);
  EXPECT_EQ(balancer.subnets, wanted.subnets);
  EXPECT_TRUE(balancer.name.starts_with("ecs-express-gateway-alb-")) << balancer.name;
  EXPECT_EQ(store.find<elb::Listener>(world, gateway.listener)->port, 80);
  const auto& rule = *store.find<elb::Rule>(world, gateway.rule);
  EXPECT_EQ(elb::endpoint_names_of(rule), elb::endpoint_names(gateway.endpoint, "eu-west-1"));
  EXPECT_EQ(rule.priority, 1);
  const auto shares = elb::forward_shares(rule.actions.at(0));
  EXPECT_EQ(shares, (std::vector<elb::Share>{{gateway.target_groups[0], 100},
                                             {gateway.target_groups[1], 0}}));
  for (const std::string& arn : gateway.target_groups) {
    const auto& group = *store.find<elb::TargetGroup>(world, arn);
    EXPECT_EQ(group.health_check.path, "/health");
    EXPECT_EQ(group.port, 8080);
    EXPECT_TRUE(group.name.starts_with("ecs-gateway-tg-") && group.name.size() == 32) << group.name;
  }
}

TEST_F(ExpressFrontTest, SharesALoadBalancerOfTheSameSubnets) {
  const ExpressGateway first = put("first");
  const ExpressGateway second = put("second");
  EXPECT_EQ(second.listener, first.listener);
  EXPECT_EQ(store.find<elb::Rule>(world, second.rule)->priority, 2);
  wanted.subnets.pop_back();
  EXPECT_NE(put("third").load_balancer, first.load_balancer);
  EXPECT_EQ(count<elb::LoadBalancer>(), 2U);
}

TEST_F(ExpressFrontTest, SharesALoadBalancerAmong25Services) {
  for (int i = 0; i < 25; ++i) put("s" + std::to_string(i));
  EXPECT_EQ(count<elb::LoadBalancer>(), 1U);
  put("s25");
  EXPECT_EQ(count<elb::LoadBalancer>(), 2U);
  take_front_down(store, world, "default/s3");
  put("s26");
  EXPECT_EQ(count<elb::LoadBalancer>(), 2U) << "what left has made room";
}

TEST_F(ExpressFrontTest, IsTakenDownAndTheLoadBalancerWithTheLast) {
  put("first");
  put("second");
  take_front_down(store, world, "default/first");
  EXPECT_EQ(store.find<ExpressGateway>(world, "default/first")->load_balancer, "");
  EXPECT_EQ(count<elb::Rule>(), 1U);
  EXPECT_EQ(count<elb::TargetGroup>(), 2U);
  EXPECT_EQ(count<elb::LoadBalancer>(), 1U);
  take_front_down(store, world, "default/first");
  take_front_down(store, world, "default/second");
  EXPECT_EQ(count<elb::Rule>() + count<elb::TargetGroup>() + count<elb::Listener>(), 0U);
  EXPECT_EQ(count<elb::LoadBalancer>(), 0U);
  take_front_down(store, world, "default/none");
}

TEST_F(ExpressFrontTest, LeavesWhatAClientUsesBesides) {
  const ExpressGateway gateway = put("shop");
  elb::Rule own{.arn = "own", .listener_arn = "elsewhere", .priority = 1};
  own.actions.push_back({.type = model::elbv2::ActionTypeEnum::forward,
                         .target_group_arn = gateway.target_groups[0]});
  store.put(world, own);
  store.change<elb::LoadBalancer>(world, gateway.load_balancer, [](elb::LoadBalancer& balancer) {
    balancer.attributes["deletion_protection.enabled"] = "true";
  });
  take_front_down(store, world, "default/shop");
  EXPECT_NE(store.find<elb::LoadBalancer>(world, gateway.load_balancer), nullptr);
  EXPECT_NE(store.find<elb::TargetGroup>(world, gateway.target_groups[0]), nullptr);
  EXPECT_EQ(store.find<elb::TargetGroup>(world, gateway.target_groups[1]), nullptr);
}

TEST_F(ExpressFrontTest, MakesALoadBalancerAnewWhereAClientHasTakenItAway) {
  const ExpressGateway first = put("first");
  store.erase<elb::Listener>(world, first.listener);
  EXPECT_NE(put("second").load_balancer, first.load_balancer);
}

TEST_F(ExpressFrontTest, IsCheckedBeforeItIsPut) {
  EXPECT_EQ(refusal(wanted), "");
  ExpressFront front = wanted;
  front.health_check_path = "health";
  EXPECT_EQ(refusal(front), "Health check path 'health' must begin with a '/' character");
  front = wanted;
  front.subnets.resize(1);
  EXPECT_NE(refusal(front), "");
  front = wanted;
  front.security_groups = {"sg-1"};
  EXPECT_NE(refusal(front), "");
  for (int i = 0; i < 50; ++i) store.put(world, elb::LoadBalancer{.arn = std::to_string(i)});
  EXPECT_EQ(refusal(wanted), "The maximum number of load balancers has been reached");
}

TEST_F(ExpressFrontTest, NamesEndpointsAfterTheirService) {
  for (const auto& [name, prefix] :
       {std::pair{"Shop", "sh-"}, {"a", "a-"}, {"_1-b", "1b-"}, {"__", "ex-"}}) {
    const std::string endpoint = new_endpoint(name, ids);
    EXPECT_TRUE(endpoint.starts_with(prefix)) << endpoint;
    EXPECT_EQ(endpoint.size(), std::string_view(prefix).size() + 32) << endpoint;
  }
}

}  // namespace
}  // namespace drydock::ecs::express_front_test
