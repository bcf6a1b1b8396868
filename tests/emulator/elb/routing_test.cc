#include "emulator/elb/routing.h"

#include <gtest/gtest.h>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/reach.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/records.h"
#include "model/elbv2/common.h"
#include "model/elbv2/target_group.h"

namespace drydock::elb::routing_test {
namespace {

using model::elbv2::Action;
using model::elbv2::ActionTypeEnum;
using model::elbv2::TargetTypeEnum;

const World world{"000000000000", "us-east-1"};

Action forward_to(const std::string& group) {
  Action action;
  action.type = ActionTypeEnum::forward;
  action.target_group_arn = group;
  return action;
}

Action fixed(const char* status) {
  Action action;
  action.type = ActionTypeEnum::fixed_response;
  action.fixed_response_config.emplace().status_code = status;
  return action;
}

LoadBalancer balancer(const std::string& arn, const std::string& dns_name) {
  LoadBalancer made;
  made.arn = arn;
  made.dns_name = dns_name;
  return made;
}

Listener listener(const std::string& arn, const std::string& balancer_arn, int port,
                  const Action& action) {
  Listener made;
  made.arn = arn;
  made.load_balancer_arn = balancer_arn;
  made.port = port;
  made.default_actions = {action};
  return made;
}

Rule rule(const std::string& arn, const std::string& listener_arn, int priority,
          const char* path_pattern, const Action& action) {
  Rule made;
  made.arn = arn;
  made.listener_arn = listener_arn;
  made.priority = priority;
  made.conditions.emplace_back().field = "path-pattern";
  made.conditions.back().values = std::vector<std::string>{path_pattern};
  made.actions = {action};
  return made;
}

Target target(const std::string& id, int port, TargetState state) {
  Target made;
  made.target_group_arn = "g";
  made.id = id;
  made.port = port;
  made.health.state = state;
  return made;
}

TargetGroup group(const std::string& arn, TargetTypeEnum type) {
  TargetGroup made;
  made.arn = arn;
  made.target_type = type;
  return made;
}

int fixed_status(const RoutingTable& table, std::size_t place, const char* path) {
  RequestView request;
  request.path = path;
  return std::get<FixedResponse>(route(table.listeners.at(place), request)).status;
}

TEST(RoutingTable, IsEmptyWithoutLoadBalancers) {
  Store store{all_record_kinds()};
  store.put(world, group("g", TargetTypeEnum::ip));
  const RoutingTable table = make_routing_table(store);
  EXPECT_TRUE(table.listeners.empty());
  EXPECT_TRUE(table.groups.empty());
}

TEST(RoutingTable, TriesRulesByPriorityAndTheDefaultLast) {
  Store store{all_record_kinds()};
  store.put(world, balancer("lb", "lb.elb.localhost"));
  store.put(world, listener("l", "lb", 80, fixed("404")));
  store.put(world, rule("r1", "l", 20, "/a*", fixed("201")));
  store.put(world, rule("r2", "l", 10, "/ab*", fixed("202")));
  const RoutingTable table = make_routing_table(store);
  EXPECT_EQ(fixed_status(table, 0, "/abc"), 202);
  EXPECT_EQ(fixed_status(table, 0, "/ac"), 201);
  EXPECT_EQ(fixed_status(table, 0, "/"), 404);
}

TEST(RoutingTable, NamesATargetAfterItsOwnerToo) {
  Store store{all_record_kinds()};
  store.put(world, balancer("lb", "lb.elb.localhost"));
  store.put(world, group("g", TargetTypeEnum::ip));
  store.put(world, listener("l", "lb", 80, forward_to("g")));
  Target owned = target("10.0.0.1", 80, TargetState::healthy);
  owned.owner = "shop/a";
  store.put(world, owned);
  store.put(world, target("10.0.0.2", 80, TargetState::healthy));
  const RoutingTable table = make_routing_table(store);
  ASSERT_EQ(table.groups.at(0)->targets.size(), 2U);
  EXPECT_EQ(table.groups.at(0)->targets[0].name, "g 10.0.0.1:80 shop/a");
  EXPECT_EQ(table.groups.at(0)->targets[1].name, "g 10.0.0.2:80");
}

TEST(RoutingTable, KnowsTargetsAndWhichOfThemTakeRequests) {
  Store store{all_record_kinds()};
  store.put(world, balancer("lb", "lb.elb.localhost"));
  store.put(world, listener("l", "lb", 80, forward_to("g")));
  store.put(world, group("g", TargetTypeEnum::ip));
  store.put(world, target("10.0.0.1", 80, TargetState::draining));
  store.put(world, target("10.0.0.2", 80, TargetState::healthy));
  const RoutingTable table = make_routing_table(store);
  ASSERT_EQ(table.groups.size(), 1U);
  EXPECT_EQ(table.groups[0]->targets,
            (std::vector<RoutedTarget>{{"g 10.0.0.1:80", {"10.0.0.1", 80}},
                                       {"g 10.0.0.2:80", {"10.0.0.2", 80}}}));
  EXPECT_EQ(table.groups[0]->eligible, std::vector<std::uint32_t>{1});
}

/// Two groups of one target each, behind one load balancer, and the groups of its tables.
struct RoutedGroupsTest : ::testing::Test {
  RoutedGroupsTest() {
    store.put(world, balancer("lb", "lb.elb.localhost"));
    store.put(world, listener("l", "lb", 80, forward_to("g")));
    store.put(world, rule("r", "l", 1, "/a*", forward_to("h")));
    store.put(world, group("g", TargetTypeEnum::ip));
    store.put(world, group("h", TargetTypeEnum::ip));
    store.put(world, target("10.0.0.1", 80, TargetState::healthy));
    Target other = target("10.0.0.2", 80, TargetState::healthy);
    other.target_group_arn = "h";
    store.put(world, other);
    store.on_change([this](const Change& change) { groups.hear(change); });
  }

  Shared<RoutedGroup> find(const std::string& arn) { return groups.find(world, arn); }

  Store store{all_record_kinds()};
  RoutedGroups groups{store};
};

// A table costs what has changed, whatever else there is.
TEST_F(RoutedGroupsTest, AreSharedByTablesUntilOneOfTheirTargetsChanges) {
  const RoutingTable first = make_routing_table(store, groups);
  ASSERT_EQ(first.groups.size(), 2U);
  store.change<Target>(world, "g 10.0.0.1:80",
                       [](Target& one) { one.health.state = TargetState::unhealthy; });
  EXPECT_EQ(groups.stale(), 1U);
  EXPECT_TRUE(find("g").is_shared_with(first.groups[1]) ||
              find("g").is_shared_with(first.groups[0]))
      << "until it is made anew";
  groups.make_one();
  EXPECT_EQ(groups.stale(), 0U);
  const RoutingTable second = make_routing_table(store, groups);
  int shared = 0;
  for (std::size_t place = 0; place < 2; ++place) {
    if (second.groups[place].is_shared_with(first.groups[place])) ++shared;
    EXPECT_EQ(second.groups[place]->arn, first.groups[place]->arn);
  }
  EXPECT_EQ(shared, 1);
  EXPECT_EQ(find("h")->eligible, std::vector<std::uint32_t>{0});
}

TEST_F(RoutedGroupsTest, FollowTheTaskAtATargetsPlace) {
  static_cast<void>(make_routing_table(store, groups));
  ecs::Task task;
  task.cluster = "c";
  task.id = "1";
  task.last_status = ecs::TaskStatus::running;
  task.network_interface.emplace().private_ipv4_address = "10.0.0.2";
  store.put(world, task);
  EXPECT_EQ(groups.stale(), 0U) << "it is reached nowhere yet";
  store.change<ecs::Task>(world, "c/1", [](ecs::Task& one) {
    one.containers.emplace_back().ports = {
        {.container_port = 80, .reach_host = "127.0.0.1", .reach_port = 1234}};
  });
  EXPECT_EQ(groups.stale(), 1U);
  groups.make_one();
  EXPECT_EQ(find("h")->targets.at(0).endpoint, (Engine::Endpoint{"127.0.0.1", 1234}));
  EXPECT_EQ(find("g")->targets.at(0).endpoint, (Engine::Endpoint{"10.0.0.1", 80}));
}

TEST_F(RoutedGroupsTest, AreMadeAnewInTurns) {
  static_cast<void>(make_routing_table(store, groups));
  const auto touch = [&](const std::string& arn) {
    store.change<TargetGroup>(world, arn, [](TargetGroup& one) {
      one.attributes["load_balancing.algorithm.type"] = "least_outstanding_requests";
    });
  };
  touch("g");
  touch("h");
  groups.make_one();
  touch("g");
  groups.make_one();
  EXPECT_EQ(find("h")->algorithm, Algorithm::least_outstanding_requests)
      << "the one that changes all the time does not keep the other waiting";
}

TEST_F(RoutedGroupsTest, GoWithTheirTargetGroup) {
  static_cast<void>(make_routing_table(store, groups));
  store.erase<TargetGroup>(world, "h");
  groups.make_one();
  EXPECT_EQ(find("h")->arn, "");
}

TEST(RoutingTable, AnswersToADnsNameWithTheListenerOfPort80) {
  Store store{all_record_kinds()};
  store.put(world, balancer("lb", "Shop-1.us-east-1.elb.localhost"));
  store.put(world, listener("l1", "lb", 8080, fixed("201")));
  store.put(world, listener("l2", "lb", 80, fixed("202")));
  store.put(world, balancer("other", "other.elb.localhost"));
  store.put(world, listener("l3", "other", 9000, fixed("203")));
  store.put(world, balancer("bare", "bare.elb.localhost"));
  const RoutingTable table = make_routing_table(store);
  const auto status_at = [&](const char* host) {
    return fixed_status(table, table.hosts.at(host), "/");
  };
  EXPECT_EQ(status_at("shop-1.us-east-1.elb.localhost"), 202);
  EXPECT_EQ(status_at("other.elb.localhost"), 203);
  EXPECT_FALSE(table.hosts.contains("bare.elb.localhost"));
}

TEST(RoutingTable, AnswersToEndpointsWithTheListenerThatHasTheirRule) {
  Store store{all_record_kinds()};
  store.put(world, balancer("lb", "lb.elb.localhost"));
  store.put(world, listener("l", "lb", 80, fixed("201")));
  Rule rule{.arn = "r", .listener_arn = "l", .priority = 1};
  rule.conditions.push_back({.field = "host-header"});
  rule.conditions[0].host_header_config.emplace().values = {"Sh-1.ecs.us-east-1.localhost",
                                                            "shop.example.com"};
  rule.actions = {fixed("202")};
  store.put(world, rule);
  const RoutingTable table = make_routing_table(store);
  EXPECT_EQ(table.hosts.at("sh-1.ecs.us-east-1.localhost"), 0U);
  EXPECT_EQ(table.listeners[0].endpoints, std::vector<std::string>{"sh-1.ecs.us-east-1.localhost"});
  EXPECT_FALSE(table.hosts.contains("shop.example.com"));
}

TEST(RoutingTable, LeavesListenersOutThatDoNotSpeakHttp) {
  Store store{all_record_kinds()};
  store.put(world, balancer("lb", "lb.elb.localhost"));
  Listener secure = listener("l", "lb", 443, fixed("200"));
  secure.protocol = model::elbv2::ProtocolEnum::https;
  store.put(world, secure);
  EXPECT_TRUE(make_routing_table(store).listeners.empty());
}

TEST(RoutingTable, ReadsTheAttributesThatMatterToRequests) {
  Store store{all_record_kinds()};
  LoadBalancer made = balancer("lb", "lb.elb.localhost");
  made.attributes["idle_timeout.timeout_seconds"] = "5";
  made.attributes["client_keep_alive.seconds"] = "60";
  made.attributes["routing.http.xff_header_processing.mode"] = "remove";
  made.attributes["routing.http.xff_client_port.enabled"] = "true";
  made.attributes["routing.http.preserve_host_header.enabled"] = "true";
  made.attributes["routing.http.drop_invalid_header_fields.enabled"] = "true";
  store.put(world, made);
  Listener nameless = listener("l", "lb", 80, forward_to("g"));
  nameless.attributes["routing.http.response.server.enabled"] = "false";
  store.put(world, nameless);
  const RoutedListener read = make_routing_table(store).listeners.at(0);
  EXPECT_EQ(read.idle_timeout_seconds, 5);
  EXPECT_EQ(read.client_keep_alive_seconds, 60);
  EXPECT_EQ(read.forwarded_for, ForwardedFor::remove);
  EXPECT_TRUE(read.forwarded_for_with_port && read.preserve_host && read.drop_invalid_headers);
  EXPECT_FALSE(read.server_header);
}

TEST(RoutingTable, ReadsTheAttributesThatChooseATarget) {
  Store store{all_record_kinds()};
  store.put(world, balancer("lb", "lb.elb.localhost"));
  store.put(world, listener("l", "lb", 80, forward_to("g")));
  TargetGroup sticky = group("g", TargetTypeEnum::ip);
  sticky.attributes["stickiness.enabled"] = "true";
  sticky.attributes["stickiness.lb_cookie.duration_seconds"] = "60";
  sticky.attributes["load_balancing.algorithm.type"] = "least_outstanding_requests";
  const std::string minimum =
      "target_group_health.unhealthy_state_routing.minimum_healthy_targets.";
  sticky.attributes[minimum + "count"] = "2";
  store.put(world, sticky);
  store.put(world, target("10.0.0.1", 80, TargetState::unhealthy));
  store.put(world, target("10.0.0.2", 80, TargetState::healthy));
  store.put(world, target("10.0.0.3", 80, TargetState::unhealthy));
  const auto read = [&store] { return make_routing_table(store).groups.at(0); };
  EXPECT_EQ(read()->algorithm, Algorithm::least_outstanding_requests);
  EXPECT_EQ(read()->stickiness, (Stickiness{true, 60}));
  const std::vector<std::uint32_t> all = {0, 1, 2};
  EXPECT_EQ(read()->eligible, all) << "one healthy target is too few";
  sticky.attributes[minimum + "count"] = "1";
  sticky.attributes[minimum + "percentage"] = "34";
  sticky.attributes["stickiness.type"] = "app_cookie";
  store.put(world, sticky);
  EXPECT_EQ(read()->eligible, all) << "34 % of three are two";
  EXPECT_FALSE(read()->stickiness.enabled);
}

TEST(RoutingTable, SharesRequestsAsAForwardSays) {
  Store store{all_record_kinds()};
  store.put(world, balancer("lb", "lb.elb.localhost"));
  Action action = forward_to("");
  action.target_group_arn.reset();
  action.forward_config.emplace().target_groups = {{.target_group_arn = "blue", .weight = 9},
                                                   {.target_group_arn = "green", .weight = 1}};
  store.put(world, listener("l", "lb", 80, action));
  store.put(world, group("blue", TargetTypeEnum::ip));
  store.put(world, group("green", TargetTypeEnum::ip));
  const RoutingTable table = make_routing_table(store);
  const auto& forward = std::get<Forward>(route(table.listeners.at(0), {}));
  ASSERT_EQ(forward.groups.size(), 2U);
  EXPECT_EQ(table.groups.at(forward.groups[0])->arn, "blue");
  EXPECT_EQ(table.groups.at(forward.groups[1])->arn, "green");
  EXPECT_EQ(forward.weights, (std::vector<int>{9, 1}));
}

TEST(RoutingTable, AnswersAsAFixedResponseSays) {
  Store store{all_record_kinds()};
  store.put(world, balancer("lb", "lb.elb.localhost"));
  Action action = fixed("503");
  action.fixed_response_config->content_type = "application/json";
  action.fixed_response_config->message_body = "{}";
  store.put(world, listener("l", "lb", 80, action));
  const RoutingTable table = make_routing_table(store);
  const auto& answer = std::get<FixedResponse>(route(table.listeners.at(0), {}));
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.content_type, "application/json; charset=utf-8");
  EXPECT_EQ(answer.body, "{}");
}

ecs::Task task(const std::string& id, ecs::TaskStatus status) {
  ecs::Task made;
  made.cluster = "c";
  made.id = id;
  made.last_status = status;
  made.containers.emplace_back();
  return made;
}

TEST(Reach, FindsAnAwsvpcTaskByItsAddress) {
  Store store{all_record_kinds()};
  ecs::Task made = task("t", ecs::TaskStatus::running);
  made.network_interface.emplace().private_ipv4_address = "172.31.0.9";
  made.containers[0].ports.push_back({80, 0, Transport::tcp, "127.0.0.1", 40001});
  store.put(world, made);
  const TargetGroup ip_group = group("g", TargetTypeEnum::ip);
  const Target at = target("172.31.0.9", 80, TargetState::initial);
  EXPECT_EQ(reach_of(store, world, ip_group, at, 80), (Engine::Endpoint{"127.0.0.1", 40001}));
  EXPECT_EQ(reach_of(store, world, ip_group, at, 81), (Engine::Endpoint{"172.31.0.9", 81}));
}

TEST(Reach, FindsABridgeTaskByItsHostPort) {
  Store store{all_record_kinds()};
  ecs::Task made = task("t", ecs::TaskStatus::running);
  made.containers[0].ports.push_back({80, 32768, Transport::tcp, "127.0.0.1", 40002});
  store.put(world, made);
  const TargetGroup instances = group("g", TargetTypeEnum::instance);
  const std::string id = ec2::local_instance_id(world);
  EXPECT_EQ(reach_of(store, world, instances, target(id, 32768, TargetState::initial), 32768),
            (Engine::Endpoint{"127.0.0.1", 40002}));
  EXPECT_EQ(reach_of(store, world, instances, target(id, 32769, TargetState::initial), 32769),
            (Engine::Endpoint{"127.0.0.1", 32769}));
}

TEST(Reach, ForgetsStoppedTasks) {
  Store store{all_record_kinds()};
  ecs::Task made = task("t", ecs::TaskStatus::stopped);
  made.network_interface.emplace().private_ipv4_address = "172.31.0.9";
  made.containers[0].ports.push_back({80, 0, Transport::tcp, "127.0.0.1", 40001});
  store.put(world, made);
  EXPECT_EQ(reach_of(store, world, group("g", TargetTypeEnum::ip),
                     target("172.31.0.9", 80, TargetState::initial), 80),
            (Engine::Endpoint{"172.31.0.9", 80}));
}

}  // namespace
}  // namespace drydock::elb::routing_test
