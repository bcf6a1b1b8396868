// Lifecycle hooks and alarms: what deployments wait for, and what they are given up for.

#include <array>

#include "emulator/base/arn.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/service.h"
#include "model/ecs/service_deployment.h"
#include "tests/simulation/storm.h"

namespace drydock::simulation {
namespace {

using HookStatus = model::ecs::DeploymentLifecycleHookStatus;

std::string stages(std::string_view stage) {
  return R"("lifecycleStages":[")" + std::string(stage) + R"("])";
}

/// In a minute, since a storm is short.
std::string timeout(std::string_view action) {
  return R"("timeoutConfiguration":{"timeoutInMinutes":1,"action":")" + std::string(action) +
         R"("})";
}

}  // namespace

void Storm::change_hooks(const std::string& name) {
  static constexpr std::array<std::string_view, 4> of_pauses = {
      "PRE_SCALE_UP", "POST_SCALE_UP", "POST_TEST_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"};
  static constexpr std::array<std::string_view, 4> of_functions = {
      "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT",
      "POST_PRODUCTION_TRAFFIC_SHIFT"};
  const auto action = [this] { return timeout(draw(2) == 0 ? "CONTINUE" : "ROLLBACK"); };
  std::string hooks;
  if (draw(3) > 0) {
    hooks += R"({"targetType":"PAUSE",)" +
             stages(of_pauses[static_cast<std::size_t>(draw(of_pauses.size()))]) + "," + action() +
             "}";
  }
  if (draw(3) > 0) {
    hooks += (hooks.empty() ? "" : ",") +
             (R"({"hookTargetArn":"arn:aws:lambda:us-east-1:000000000000:function:)" +
              std::string(HookFunctions::name) +
              R"(","roleArn":"arn:aws:iam::000000000000:role/hooks",)" +
              stages(of_functions[static_cast<std::size_t>(draw(of_functions.size()))]) + "," +
              action() + "}");
  }
  note("hooks of " + name + ": " + hooks);
  simulated_.client.update_service(
      name, R"(,"deploymentConfiguration":{"lifecycleHooks":[)" + hooks + "]}");
  note_refusal();
}

/// Somebody has looked at what the deployment waits with.
void Storm::resolve_pause(const std::string& name) {
  const ecs::Service& service = *simulated_.find_service(name);
  const auto* deployment = ecs::current_deployment(simulated_.store(), simulated_.world, service);
  if (deployment == nullptr || !deployment->traffic) return;
  for (const ecs::HookRun& run : deployment->traffic->hooks) {
    if (run.status != HookStatus::awaiting_action) continue;
    const std::string_view action = draw(4) > 0 ? "CONTINUE" : "ROLLBACK";
    note("the pause of " + name + " is over: " + std::string(action));
    const std::string id = run.id;
    simulated_.client.continue_deployment(
        make_arn("ecs", simulated_.world, "service-deployment/" + deployment->key()), id, action);
    return note_refusal();
  }
}

void Storm::change_alarms(const std::string& name) {
  const int drawn = draw(4);
  const std::string names = drawn < 2 ? R"("errors","latency")" : R"("errors")";
  const std::string settings = R"({"alarmNames":[)" + names + R"(],"enable":)" +
                               (drawn == 3 ? "false" : "true") + R"(,"rollback":)" +
                               (draw(2) == 0 ? "false" : "true") + "}";
  note("alarms of " + name + ": " + settings);
  simulated_.client.update_service(name,
                                   R"(,"deploymentConfiguration":{"alarms":)" + settings + "}");
  note_refusal();
}

void Storm::flip_alarm() {
  const std::string_view name = alarm_names[static_cast<std::size_t>(draw(2))];
  const auto* alarm = simulated_.store().find<cloudwatch::MetricAlarm>(simulated_.world, name);
  const bool goes_off = alarm == nullptr || alarm->state != cloudwatch::StateValue::alarm;
  note("alarm " + std::string(name) + (goes_off ? " goes off" : " is quiet again"));
  simulated_.client.set_alarm(name, goes_off ? "ALARM" : "OK");
  note_refusal();
}

}  // namespace drydock::simulation
