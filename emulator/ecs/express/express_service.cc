#include "emulator/ecs/express/express_service.h"

#include <algorithm>
#include <utility>

#include "emulator/base/take.h"
#include "emulator/ecs/express/express_task.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/service_rules.h"

namespace drydock::ecs {
namespace {

/// An empty list is none.
void take_list(const std::optional<std::vector<std::string>>& given,
               std::vector<std::string>& list) {
  if (given && !given->empty()) list = *given;
}

}  // namespace

model::ecs::NetworkConfiguration express_network(
    const std::optional<model::ecs::ExpressGatewayServiceNetworkConfiguration>& given,
    const std::optional<model::ecs::NetworkConfiguration>& had,
    const ec2::DefaultNetwork& network) {
  model::ecs::AwsVpcConfiguration made;
  if (had && had->awsvpc_configuration) {
    made = *had->awsvpc_configuration;
  } else {
    for (const ec2::Subnet& subnet : network.subnets) made.subnets.push_back(subnet.id);
    made.security_groups = {network.security_group_id};
    made.assign_public_ip = model::ecs::AssignPublicIp::enabled;
  }
  if (given) {
    take_list(given->subnets, made.subnets);
    auto groups = made.security_groups.value_or(std::vector<std::string>{});
    take_list(given->security_groups, groups);
    made.security_groups = std::move(groups);
  }
  return {.awsvpc_configuration = std::move(made)};
}

model::ecs::LoadBalancer express_load_balancer(const ExpressGateway& gateway, int port) {
  model::ecs::LoadBalancer made;
  made.target_group_arn = gateway.target_groups.at(0);
  made.container_name = express_container;
  made.container_port = port;
  auto& advanced = made.advanced_configuration.emplace();
  advanced.alternate_target_group_arn = gateway.target_groups.at(1);
  advanced.production_listener_rule = gateway.rule;
  advanced.role_arn = gateway.infrastructure_role_arn;
  return made;
}

void take_express_settings(Service& service) {
  service.launch_type = model::ecs::LaunchType::fargate;
  service.health_check_grace_period_seconds = 0;
  service.availability_zone_rebalancing = model::ecs::AvailabilityZoneRebalancing::enabled;
  model::ecs::DeploymentConfiguration canary;
  canary.strategy = model::ecs::DeploymentStrategy::canary;
  canary.canary_configuration = {.canary_percent = 5.0, .canary_bake_time_in_minutes = 3};
  canary.bake_time_in_minutes = 3;
  service.deployment_configuration = complete(canary, {}, service.scheduling_strategy);
}

std::string express_name(std::string_view image_or_family, std::string_view digits) {
  std::string_view base = image_or_family.substr(image_or_family.rfind('/') + 1);
  base = base.substr(0, base.find_first_of(":@"));
  std::string name;
  for (const char c : base.substr(0, 200)) {
    name.push_back(is_name(std::string_view(&c, 1)) ? c : '-');
  }
  if (name.empty()) name = "service";
  return name + "-" + std::string(digits);
}

}  // namespace drydock::ecs
