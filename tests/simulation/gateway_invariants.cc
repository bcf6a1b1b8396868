#include "tests/simulation/gateway_invariants.h"

#include <algorithm>
#include <string>

#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/gateway/gateway_route.h"
#include "emulator/ecs/service.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target_group.h"

namespace drydock::simulation {
namespace {

constexpr std::string_view name_of_what_gateways_make = "ecs-gateway-";

}  // namespace

void GatewayInvariants::hear(const Change& change) {
  changed_ = changed_ || change.table == ecs::Gateway::table ||
             change.table == ecs::GatewayRoute::table || change.table == ecs::Service::table ||
             change.table == elb::LoadBalancer::table;
}

void GatewayInvariants::check() {
  if (!changed_ || !simulated_.is_up()) return;
  changed_ = false;
  check_routes();
  check_balancers();
}

void GatewayInvariants::check_routes() {
  const Store& store = simulated_.store();
  for (const auto& [key, route] : store.table<ecs::GatewayRoute>(simulated_.world).rows()) {
    const auto* service = store.find<ecs::Service>(simulated_.world, route.service);
    if (service == nullptr || service->status == ecs::ServiceStatus::inactive) {
      findings_.add("route " + key + " outlives its service " + route.service);
    }
  }
}

void GatewayInvariants::check_balancers() {
  const Store& store = simulated_.store();
  const auto routes = store.table<ecs::GatewayRoute>(simulated_.world);
  for (const auto& [arn, balancer] : store.table<elb::LoadBalancer>(simulated_.world).rows()) {
    if (!balancer.name.starts_with(name_of_what_gateways_make)) continue;
    const auto behind = routes.indexed(arn);
    if (behind.empty()) {
      findings_.add("load balancer " + balancer.name + " stands before nothing");
      continue;
    }
    const auto* gateway = store.find<ecs::Gateway>(simulated_.world, behind.front()->gateway);
    if (gateway == nullptr ||
        std::ranges::find(gateway->balancers, arn, &ecs::GatewayBalancer::load_balancer) ==
            gateway->balancers.end()) {
      findings_.add("no gateway tells of its load balancer " + balancer.name);
    }
  }
}

void GatewayInvariants::check_end() {
  const Store& store = simulated_.store();
  const auto look_for = [&](const auto& table, const std::string& what) {
    for (const auto& [key, record] : table.rows()) {
      if (!record.name.starts_with(name_of_what_gateways_make)) continue;
      findings_.add(what + " " + record.name + " is left in the end");
    }
  };
  look_for(store.table<elb::LoadBalancer>(simulated_.world), "load balancer");
  look_for(store.table<elb::TargetGroup>(simulated_.world), "target group");
  for (const auto& [key, route] : store.table<ecs::GatewayRoute>(simulated_.world).rows()) {
    findings_.add("route " + key + " is left in the end");
  }
  if (!store.table<ecs::GatewayAssociation>(simulated_.world).rows().empty()) {
    findings_.add("the gateway's association does not end");
  }
}

}  // namespace drydock::simulation
