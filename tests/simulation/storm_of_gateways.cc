// What clients do with the cluster's gateway, and to what it has made.

#include <string>

#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/gateway/gateway_route.h"
#include "emulator/ecs/service.h"
#include "tests/simulation/storm.h"

namespace drydock::simulation {

void Storm::change_connection(const std::string& name) {
  const bool leaves = shape_of(*simulated_.find_service(name)).connected;
  note(name + (leaves ? " leaves the gateway" : " comes behind the gateway"));
  // What shifts traffic has to have somewhere to shift it.
  const std::string settings(leaves ? R"(,"deploymentConfiguration":{"strategy":"ROLLING",)"
                                      R"("bakeTimeInMinutes":0,"lifecycleHooks":[]})"
                                    : "");
  simulated_.client.update_service(name,
                                   std::string(leaves ? not_connected : connected) + settings);
  note_refusal();
}

void Storm::change_gateway() {
  const int drawn = draw(4);
  if (drawn == 0) {
    note("the gateway is closed");
    simulated_.client.close_gateway();
  } else if (drawn == 1) {
    note("the gateway is open");
    simulated_.client.open_gateway();
  } else {
    note(drawn == 2 ? "the gateway knows test traffic" : "the gateway knows no test traffic");
    simulated_.client.set_test_traffic(drawn == 2);
  }
  note_refusal();
}

/// Somebody takes away what is not his.
void Storm::harm_gateway() {
  const auto& routes = simulated_.store().table<ecs::GatewayRoute>(simulated_.world).rows();
  if (routes.empty()) return;
  const ecs::GatewayRoute route = routes.begin()->second;
  const int harm = draw(3);
  note((harm == 0   ? "delete the gateway's load balancer of "
        : harm == 1 ? "delete the gateway's rule of "
                    : "delete the gateway's target groups of ") +
       route.service);
  if (harm == 0) {
    simulated_.client.delete_load_balancer(route.load_balancer);
  } else {
    simulated_.client.delete_rule(route.rule);
  }
  if (harm == 2) {
    for (const std::string& group : route.target_groups) {
      simulated_.client.delete_target_group(group);
    }
  }
  note_refusal();
}

}  // namespace drydock::simulation
