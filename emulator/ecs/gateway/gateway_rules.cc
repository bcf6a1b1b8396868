#include "emulator/ecs/gateway/gateway_rules.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "emulator/base/take.h"
#include "emulator/ecs/errors.h"
#include "emulator/ecs/gateway/front_parts.h"
#include "emulator/ecs/gateway/test_traffic.h"
#include "emulator/elb/condition_rules.h"
#include "emulator/elb/network_rules.h"
#include "emulator/elb/new_records.h"
#include "model/elbv2/load_balancer.h"

namespace drydock::ecs {
namespace {

using model::ecs::GatewayAlbProtocol;
using model::ecs::GatewayElbIpAddressType;
using model::ecs::HostSharedAlbConfiguration;

constexpr int only_port = 443;
constexpr int usual_alb_count = 10;

model::elbv2::IpAddressType elb_type(GatewayElbIpAddressType type) {
  switch (type) {
    case GatewayElbIpAddressType::ipv4:
      return model::elbv2::IpAddressType::ipv4;
    case GatewayElbIpAddressType::dualstack:
      return model::elbv2::IpAddressType::dualstack;
    case GatewayElbIpAddressType::dualstack_without_public_ipv4:
      break;
  }
  return model::elbv2::IpAddressType::dualstack_without_public_ipv4;
}

/// "The gateway supports only HTTPS at port 443."
Result<Done> check_listener(const HostSharedAlbConfiguration& configuration) {
  if (configuration.port != only_port) {
    return invalid_parameter("The gateway supports only port 443.");
  }
  if (configuration.protocol != GatewayAlbProtocol::https) {
    return invalid_parameter("The gateway supports only the protocol HTTPS.");
  }
  return Done{};
}

Result<Done> check_network(const HostSharedAlbConfiguration& configuration,
                           const ec2::DefaultNetwork& network) {
  const auto& wanted = *configuration.network_configuration;
  const auto subnets = in_words_of_ecs(elb::check_subnets(*wanted.subnets, network));
  if (!subnets) return subnets;
  const auto type = in_words_of_ecs(elb::check_address_type(elb_type(*wanted.ip_address_type)));
  if (!type || !wanted.inbound_security_group) return type;
  return in_words_of_ecs(elb::check_security_groups({*wanted.inbound_security_group}, network));
}

Result<Done> check_alb_count(int count) {
  const auto most = static_cast<int>(elb::load_balancers_max);
  if (count >= 1 && count <= most) return Done{};
  return invalid_parameter("maxAlbCount must be between 1 and " + std::to_string(most) + ".");
}

/// A rule holds five values, of which the service's host names are two.
Result<Done> check_test_traffic(const HostSharedAlbConfiguration& configuration) {
  const auto header = test_condition(configuration);
  if (!header) return Done{};
  model::elbv2::RuleCondition hosts{.field = "host-header"};
  hosts.values = {"a", "b"};
  return in_words_of_ecs(elb::check({std::move(hosts), *header}));
}

}  // namespace

Result<Done> check_gateway_name(std::string_view name) {
  constexpr std::size_t longest = 255;
  const bool right =
      std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
  if (right && !name.empty() && name.size() <= longest) return Done{};
  return invalid_parameter(
      "Gateway names can be up to 255 letters (uppercase and lowercase), numbers, and hyphens.");
}

HostSharedAlbConfiguration complete(HostSharedAlbConfiguration given,
                                    const ec2::DefaultNetwork& network) {
  auto wanted = given.network_configuration.value_or(model::ecs::GatewayElbNetworkConfiguration{});
  if (!wanted.subnets || wanted.subnets->empty()) {
    auto& all = wanted.subnets.emplace();
    for (const ec2::Subnet& subnet : network.subnets) all.push_back(subnet.id);
  }
  if (!wanted.ip_address_type) wanted.ip_address_type = GatewayElbIpAddressType::ipv4;
  given.network_configuration = std::move(wanted);
  if (!given.scheme) given.scheme = model::ecs::GatewayElbScheme::internet_facing;
  if (!given.port) given.port = only_port;
  if (!given.protocol) given.protocol = GatewayAlbProtocol::https;
  if (!given.max_alb_count) given.max_alb_count = usual_alb_count;
  if (!given.http_desync) given.http_desync = model::ecs::GatewayAlbDesyncMitigationMode::defensive;
  return given;
}

Result<Done> check(const HostSharedAlbConfiguration& configuration,
                   const ec2::DefaultNetwork& network) {
  if (const auto listener = check_listener(configuration); !listener) return listener;
  if (const auto checked = check_network(configuration, network); !checked) return checked;
  if (const auto count = check_alb_count(*configuration.max_alb_count); !count) return count;
  return check_test_traffic(configuration);
}

void amend(const model::ecs::UpdateGatewayAlbConfiguration& given,
           HostSharedAlbConfiguration& configuration) {
  if (given.network_configuration && given.network_configuration->inbound_security_group) {
    configuration.network_configuration->inbound_security_group =
        given.network_configuration->inbound_security_group;
  }
  take(given.max_alb_count, configuration.max_alb_count);
  take(given.web_acl_arn, configuration.web_acl_arn);
  take(given.access_logs, configuration.access_logs);
  take(given.http_desync, configuration.http_desync);
  take(given.test_traffic_rules, configuration.test_traffic_rules);
}

model::ecs::AccessType access_type(const HostSharedAlbConfiguration& configuration) {
  const bool internal = configuration.scheme == model::ecs::GatewayElbScheme::internal;
  return internal ? model::ecs::AccessType::private_ : model::ecs::AccessType::public_;
}

}  // namespace drydock::ecs
