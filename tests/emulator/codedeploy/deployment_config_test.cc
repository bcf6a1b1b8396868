#include "emulator/codedeploy/deployment_config.h"

#include <gtest/gtest.h>

#include "emulator/records.h"

namespace drydock::codedeploy::deployment_config_test {
namespace {

using model::codedeploy::TrafficRoutingConfig;
using model::codedeploy::TrafficRoutingType;

const World world{"111122223333", "eu-west-1"};

/// "100, 5 min; 1000": each share, in tenths of a percent, and the wait at it.
std::string course(const TrafficRoutingConfig& routing) {
  std::string text;
  const ecs::Strategy strategy = strategy_of(routing);
  for (int share = next_share(strategy, 0);; share = next_share(strategy, share)) {
    text += (text.empty() ? "" : "; ") + std::to_string(share);
    if (share >= ecs::all_traffic) return text;
    const auto minutes =
        std::chrono::duration_cast<std::chrono::minutes>(wait_at_share(strategy, share));
    text += ", " + std::to_string(minutes.count()) + " min";
  }
}

TEST(DeploymentConfig, OfAwsMovesTrafficAsItsNameSays) {
  const Store store{all_record_kinds()};
  for (const auto& [name, expected] : std::map<std::string, std::string>{
           {"CodeDeployDefault.ECSAllAtOnce", "1000"},
           {"CodeDeployDefault.ECSCanary10Percent5Minutes", "100, 5 min; 1000"},
           {"CodeDeployDefault.ECSCanary10Percent15Minutes", "100, 15 min; 1000"},
           {"CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
            "100, 1 min; 200, 1 min; 300, 1 min; 400, 1 min; 500, 1 min; 600, 1 min; 700, 1 min; "
            "800, 1 min; 900, 1 min; 1000"},
           {"CodeDeployDefault.ECSLinear10PercentEvery3Minutes",
            "100, 3 min; 200, 3 min; 300, 3 min; 400, 3 min; 500, 3 min; 600, 3 min; 700, 3 min; "
            "800, 3 min; 900, 3 min; 1000"}}) {
    const auto config = find_config(store, world, name);
    ASSERT_TRUE(config) << name;
    EXPECT_EQ(course(config->routing), expected) << name;
    EXPECT_TRUE(check(config->routing)) << name;
  }
  EXPECT_EQ(find_config(store, world, "CodeDeployDefault.OneAtATime").error().message(),
            "No Deployment Configuration found for name: CodeDeployDefault.OneAtATime");
}

TEST(DeploymentConfig, OfStepsThatDoNotDivideEndsWithAShorterOne) {
  TrafficRoutingConfig routing{.type = TrafficRoutingType::time_based_linear};
  routing.time_based_linear.emplace().linear_percentage = 40;
  routing.time_based_linear->linear_interval = 7;
  EXPECT_EQ(course(routing), "400, 7 min; 800, 7 min; 1000");
}

TEST(DeploymentConfig, IsRefusedWhereItSaysTooLittleOrTooMuch) {
  const auto linear = [](std::optional<int> percent, std::optional<int> minutes) {
    TrafficRoutingConfig routing{.type = TrafficRoutingType::time_based_linear};
    routing.time_based_linear.emplace().linear_percentage = percent;
    routing.time_based_linear->linear_interval = minutes;
    return routing;
  };
  TrafficRoutingConfig both = linear(10, 1);
  both.time_based_canary.emplace();
  TrafficRoutingConfig wrong_type = linear(10, 1);
  wrong_type.type = TrafficRoutingType::time_based_canary;
  TrafficRoutingConfig at_once = linear(10, 1);
  at_once.type = TrafficRoutingType::all_at_once;
  for (const auto& [routing, why] :
       {std::pair(TrafficRoutingConfig(), "The traffic routing configuration has no type."),
        std::pair(linear(0, 1), "The percentage of a linear must be between 1 and 99."),
        std::pair(linear(100, 1), "The percentage of a linear must be between 1 and 99."),
        std::pair(linear(10, 0), "The interval of a linear must be between 1 and 2880 minutes."),
        std::pair(linear(10, {}), "The interval of a linear must be between 1 and 2880 minutes."),
        std::pair(both, "TimeBasedLinear takes timeBasedLinear, and nothing else."),
        std::pair(wrong_type, "TimeBasedCanary takes timeBasedCanary, and nothing else."),
        std::pair(at_once, "AllAtOnce takes neither timeBasedCanary nor timeBasedLinear.")}) {
    const auto checked = check(routing);
    ASSERT_FALSE(checked) << why;
    EXPECT_EQ(checked.error().code(), "InvalidTrafficRoutingConfigurationException");
    EXPECT_EQ(checked.error().message(), why);
  }
}

}  // namespace
}  // namespace drydock::codedeploy::deployment_config_test
