#include "emulator/ecs/deployment/advance.h"

#include <gtest/gtest.h>

#include "model/ecs/service.h"
#include "tests/emulator/ecs/service_fixture.h"

namespace drydock::ecs::advance_test {
namespace {

using Words = std::vector<std::string>;

/// A rollout from A to B that goes by the alarm "late".
ServiceFixture watching(bool rollback) {
  ServiceFixture web(1, 100, 200);
  web.deploy("A").completed().deploy("B").tasks("A1:healthy B1:pending");
  web.deployment().configuration.alarms = {
      .alarm_names = {"late"}, .rollback = rollback, .enable = true};
  return web;
}

TEST(Advance, GivesARolloutUpByAnAlarm) {
  for (const bool rollback : {true, false}) {
    ServiceFixture web = watching(rollback);
    EXPECT_EQ(web.decisions(), Words{});
    web.in_alarm = {"late"};
    EXPECT_EQ(web.decisions(), (Words{"alarms 0 1", rollback ? "roll back" : "fail"}));
    EXPECT_EQ(web.events().front(),
              "(service web) (deployment ecs-svc/B) deployment failed: alarm detected.");
  }
}

TEST(Advance, IgnoresAnAlarmThatHasBeenThereBeforeUntilItWasGone) {
  ServiceFixture web = watching(true);
  web.deployment().alarms.standing = {"late"};
  web.in_alarm = {"late"};
  EXPECT_EQ(web.decisions(), Words{});
  web.in_alarm = {};
  EXPECT_EQ(web.decisions(), Words{"alarms 0 0"});
  web.deployment().alarms = {};
  web.in_alarm = {"late"};
  EXPECT_EQ(web.decisions(), (Words{"alarms 0 1", "roll back"}));
}

TEST(Advance, LooksAtNoAlarmOnceItIsOver) {
  ServiceFixture web(1, 100, 200);
  web.deploy("A").completed().tasks("A1:healthy");
  web.deployment().configuration.alarms = {
      .alarm_names = {"late"}, .rollback = true, .enable = true};
  web.in_alarm = {"late"};
  EXPECT_EQ(web.decisions(), Words{});
}

}  // namespace
}  // namespace drydock::ecs::advance_test
