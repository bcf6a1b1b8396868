#include "emulator/elb/task_hosts.h"

#include <gtest/gtest.h>

#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/records.h"

namespace drydock::elb::task_hosts_test {
namespace {

using Hosts = std::map<std::string, std::string>;

const World world{"000000000000", "us-east-1"};
const World other_world{"000000000000", "eu-west-1"};

void put_balancer(Store& store, const World& where, const std::string& name) {
  LoadBalancer balancer;
  balancer.arn = "arn:" + name;
  balancer.dns_name = name + ".elb.localhost";
  store.put(where, balancer);
}

TEST(TaskHosts, AreDrydockAndTheLoadBalancersOfTheWorld) {
  Store store{all_record_kinds()};
  EXPECT_EQ(task_hosts(store, world, "172.17.0.1"), (Hosts{{"drydock.localhost", "172.17.0.1"}}));
  put_balancer(store, world, "front");
  put_balancer(store, other_world, "far");
  EXPECT_EQ(task_hosts(store, world, "172.17.0.1"),
            (Hosts{{"drydock.localhost", "172.17.0.1"}, {"front.elb.localhost", "172.17.0.1"}}));
}

TEST(TaskHosts, AreEndpointsToo) {
  Store store{all_record_kinds()};
  Rule rule{.arn = "rule"};
  rule.conditions.push_back({.field = "host-header"});
  rule.conditions[0].host_header_config.emplace().values = {"sh-1.ecs.us-east-1.localhost"};
  store.put(world, rule);
  EXPECT_EQ(
      task_hosts(store, world, "172.17.0.1"),
      (Hosts{{"drydock.localhost", "172.17.0.1"}, {"sh-1.ecs.us-east-1.localhost", "172.17.0.1"}}));
}

TEST(TaskHosts, AreNoneWithoutAnAddress) {
  Store store{all_record_kinds()};
  put_balancer(store, world, "front");
  EXPECT_EQ(task_hosts(store, world, ""), Hosts());
}

}  // namespace
}  // namespace drydock::elb::task_hosts_test
