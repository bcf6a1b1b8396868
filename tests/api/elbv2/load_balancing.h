#pragma once

#include <gtest/gtest.h>

#include <string>

#include "emulator/ec2/default_network.h"
#include "tests/api/calls.h"

namespace drydock::testing {

/// Short ways to load balancers, target groups and listeners.
struct LoadBalancing : ::testing::Test {
  /// What the caller's region has.
  static ec2::DefaultNetwork network() { return ec2::default_network(Calls::world()); }
  static std::string vpc() { return network().vpc_id; }
  /// Two of its subnets, as members of a call.
  static std::string subnets(std::size_t one = 0, std::size_t other = 1) {
    const auto all = network().subnets;
    return "&Subnets.member.1=" + all.at(one).id + "&Subnets.member.2=" + all.at(other).id;
  }

  std::string load_balancer(const std::string& name = "shop") {
    return xml_at(calls.elb("CreateLoadBalancer", "&Name=" + name + subnets()),
                  "//LoadBalancerArn");
  }
  std::string target_group(const std::string& name = "web", const std::string& type = "ip") {
    return xml_at(calls.elb("CreateTargetGroup", "&Name=" + name + "&Protocol=HTTP&Port=80&VpcId=" +
                                                     vpc() + "&TargetType=" + type),
                  "//TargetGroupArn");
  }
  std::string listener(const std::string& load_balancer_arn, const std::string& group,
                       int port = 80) {
    return xml_at(create_listener(load_balancer_arn, group, port), "//ListenerArn");
  }
  aws::Response create_listener(const std::string& load_balancer_arn, const std::string& group,
                                int port = 80) {
    return calls.elb("CreateListener", "&LoadBalancerArn=" + load_balancer_arn +
                                           "&Protocol=HTTP&Port=" + std::to_string(port) +
                                           forward("DefaultActions", group));
  }
  static std::string forward(const std::string& member, const std::string& group) {
    return "&" + member + ".member.1.Type=forward&" + member + ".member.1.TargetGroupArn=" + group;
  }
  aws::Response create_rule(const std::string& listener_arn, const std::string& group,
                            const std::string& path, int priority) {
    return calls.elb("CreateRule", "&ListenerArn=" + listener_arn +
                                       "&Conditions.member.1.Field=path-pattern"
                                       "&Conditions.member.1.Values.member.1=" +
                                       path + "&Priority=" + std::to_string(priority) +
                                       forward("Actions", group));
  }

  Calls calls;
};

}  // namespace drydock::testing
