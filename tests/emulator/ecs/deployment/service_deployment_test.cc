#include "emulator/ecs/deployment/service_deployment.h"

#include <gtest/gtest.h>

namespace drydock::ecs::service_deployment_test {
namespace {

TEST(DeploymentAlarms, AreThoseThatAreEnabled) {
  model::ecs::DeploymentConfiguration configuration;
  EXPECT_TRUE(alarms_of(configuration).empty());
  configuration.alarms = {.alarm_names = {"late"}, .rollback = true, .enable = true};
  EXPECT_EQ(alarms_of(configuration), std::vector<std::string>{"late"});
  configuration.alarms->enable = false;
  EXPECT_TRUE(alarms_of(configuration).empty());
}

}  // namespace
}  // namespace drydock::ecs::service_deployment_test
