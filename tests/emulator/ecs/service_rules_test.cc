#include "emulator/ecs/service_rules.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ecs/service.h"

namespace drydock::ecs::service_rules_test {
namespace {

using model::ecs::LaunchType;
using model::ecs::SchedulingStrategy;

Service good() {
  Service service;
  service.name = "web";
  service.desired_count = 2;
  service.launch_type = LaunchType::fargate;
  service.deployment_configuration = complete({}, {}, SchedulingStrategy::replica);
  return service;
}

TEST(ServiceRules, RefuseInAwsWords) {
  struct Row {
    std::string_view refusal;
    std::function<void(Service&)> spoil;
  };
  const std::vector<Row> rows = {
      {"fine", [](Service&) {}},
      {"Service name contains invalid characters.", [](Service& s) { s.name = "a/b"; }},
      {"The desired count must not be negative.", [](Service& s) { s.desired_count = -1; }},
      {"The desired count must not be greater than 5000.",
       [](Service& s) { s.desired_count = 2147483647; }},
      {"The daemon scheduling strategy is not supported with FARGATE.",
       [](Service& s) { s.scheduling_strategy = SchedulingStrategy::daemon; }},
      {"The daemon scheduling strategy does not support values above 100 for maximumPercent on a "
       "deployment configuration. Change the maximumPercent value to 100, and try again",
       [](Service& s) {
         s.scheduling_strategy = SchedulingStrategy::daemon;
         s.launch_type = LaunchType::ec2;
         s.deployment_configuration.maximum_percent = 150;
       }},
      {"The daemon scheduling strategy does not support placement strategies. Remove the placement "
       "strategy and try again",
       [](Service& s) {
         s.scheduling_strategy = SchedulingStrategy::daemon;
         s.launch_type = LaunchType::ec2;
         s.placement_strategy = {{.type = model::ecs::PlacementStrategyType::random}};
       }},
      {"Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block "
       "deployments.",
       [](Service& s) { s.deployment_configuration.maximum_percent = 100; }},
      {"minimumHealthyPercent must be less than maximumPercent.",
       [](Service& s) { s.deployment_configuration.maximum_percent = 50; }},
      {"minimumHealthyPercent and maximumPercent must not be negative.",
       [](Service& s) { s.deployment_configuration.minimum_healthy_percent = -1; }},
      {"At most 5 placement strategies may be given.",
       [](Service& s) { s.placement_strategy.resize(6); }},
      {"At most 10 placement constraints may be given.",
       [](Service& s) { s.placement_constraints.resize(11); }},
      {"Placement strategies are not supported with FARGATE launch type.",
       [](Service& s) {
         s.placement_strategy.resize(1);
         s.placement_strategy.front().type = model::ecs::PlacementStrategyType::random;
       }},
      {"A placement strategy needs a type.", [](Service& s) { s.placement_strategy.resize(1); }},
      {"Placement constraints are not supported with FARGATE launch type.",
       [](Service& s) {
         s.placement_constraints.resize(1);
         s.placement_constraints.front().type =
             model::ecs::PlacementConstraintType::distinct_instance;
       }},
      {"A placement constraint needs a type.",
       [](Service& s) { s.placement_constraints.resize(1); }},
      {"Health check grace period is only valid for services configured to use load balancers",
       [](Service& s) { s.health_check_grace_period_seconds = 1; }},
      {"healthCheckGracePeriodSeconds must not be negative.",
       [](Service& s) { s.health_check_grace_period_seconds = -1; }},
      {"load balancers can have at most 5 items.", [](Service& s) { s.load_balancers.resize(6); }},
  };
  for (const Row& row : rows) {
    Service service = good();
    row.spoil(service);
    const auto checked = check(service);
    EXPECT_EQ(checked ? "fine" : checked.error().message(), row.refusal);
  }
}

TEST(ServiceRules, RefuseToRebalanceWhatCannotBe) {
  const std::string_view never = "Availability Zone Rebalancing does not support ";
  struct Row {
    std::string_view refusal;
    std::function<void(Service&)> spoil;
  };
  const auto strategy = [](Service& s, const std::string& field) {
    s.placement_strategy.resize(1);
    s.placement_strategy.front().type = model::ecs::PlacementStrategyType::spread;
    s.placement_strategy.front().field = field;
  };
  const std::vector<Row> rows = {
      {"DAEMON services",
       [](Service& s) {
         s.scheduling_strategy = SchedulingStrategy::daemon;
         s.deployment_configuration = complete({}, {}, SchedulingStrategy::daemon);
       }},
      {"maximumPercent <= 100 % as deployment configuration.",
       [](Service& s) {
         s.deployment_configuration.minimum_healthy_percent = 0;
         s.deployment_configuration.maximum_percent = 100;
       }},
      {"the EXTERNAL launch type.", [](Service& s) { s.launch_type = LaunchType::external; }},
      {"placement strategies of which the first is not spread by "
       "attribute:ecs.availability-zone.",
       [&](Service& s) { strategy(s, "instanceId"); }},
      {"attribute:ecs.availability-zone as a placement constraint.",
       [](Service& s) {
         s.placement_constraints.resize(1);
         s.placement_constraints.front().type = model::ecs::PlacementConstraintType::member_of;
         s.placement_constraints.front().expression =
             "attribute:ecs.availability-zone == us-east-1a";
       }},
  };
  for (const Row& row : rows) {
    Service service = good();
    service.launch_type = LaunchType::ec2;
    row.spoil(service);
    EXPECT_TRUE(check(service));
    service.availability_zone_rebalancing = model::ecs::AvailabilityZoneRebalancing::enabled;
    const auto checked = check(service);
    ASSERT_FALSE(checked) << row.refusal;
    EXPECT_EQ(checked.error().message(), std::string(never) + std::string(row.refusal));
  }
  Service service = good();
  service.launch_type = LaunchType::ec2;
  strategy(service, "attribute:ecs.availability-zone");
  service.availability_zone_rebalancing = model::ecs::AvailabilityZoneRebalancing::enabled;
  EXPECT_TRUE(check(service));
}

TEST(ServiceRules, KeepWhatAnUpdateLeavesOut) {
  model::ecs::DeploymentConfiguration had = complete({}, {}, SchedulingStrategy::replica);
  EXPECT_EQ(had.minimum_healthy_percent, 100);
  EXPECT_EQ(had.maximum_percent, 200);
  model::ecs::DeploymentConfiguration given;
  given.maximum_percent = 150;
  const auto made = complete(given, had, SchedulingStrategy::replica);
  EXPECT_EQ(made.minimum_healthy_percent, 100);
  EXPECT_EQ(made.maximum_percent, 150);
  const auto daemon = complete({}, {}, SchedulingStrategy::daemon);
  EXPECT_EQ(daemon.minimum_healthy_percent, 0);
  EXPECT_EQ(daemon.maximum_percent, 100);
}

}  // namespace
}  // namespace drydock::ecs::service_rules_test
