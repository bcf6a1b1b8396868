#include "emulator/ecs/container/container_ports.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "emulator/base/number.h"
#include "model/ecs/common.h"

namespace drydock::ecs {
namespace {

using model::ecs::NetworkMode;
using model::ecs::PortMapping;

int host_port_of(NetworkMode mode, const PortBinding& wanted, const ContainerState& state) {
  if (mode != NetworkMode::bridge) return wanted.container_port;
  const auto found = std::ranges::find_if(state.ports, [&](const PortBinding& published) {
    return published.container_port == wanted.container_port &&
           published.protocol == wanted.protocol;
  });
  return found == state.ports.end() ? wanted.host_port : found->host_port;
}

}  // namespace

std::optional<std::pair<int, int>> port_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = parse_port(text.substr(0, dash));
  const auto last = parse_port(text.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return std::pair(*first, *last);
}

std::vector<PortBinding> port_bindings(const model::ecs::ContainerDefinition& container) {
  std::vector<PortBinding> bindings;
  if (!container.port_mappings) return bindings;
  for (const PortMapping& mapping : *container.port_mappings) {
    const bool udp = mapping.protocol == model::ecs::TransportProtocol::udp;
    PortBinding binding{.protocol = udp ? Transport::udp : Transport::tcp};
    if (mapping.container_port) {
      binding.container_port = *mapping.container_port;
      binding.host_port = mapping.host_port.value_or(0);
      bindings.push_back(binding);
    } else if (const auto ports = port_range(mapping.container_port_range.value_or(""))) {
      for (int port = ports->first; port <= ports->second; ++port) {
        binding.container_port = port;
        bindings.push_back(binding);
      }
    }
  }
  return bindings;
}

std::vector<PublishedPort> published_ports(NetworkMode mode,
                                           const model::ecs::ContainerDefinition& container,
                                           const ContainerState& state) {
  std::vector<PublishedPort> ports;
  if (mode == NetworkMode::none) return ports;
  for (const PortBinding& wanted : port_bindings(container)) {
    PublishedPort& port = ports.emplace_back();
    port.container_port = wanted.container_port;
    port.host_port = host_port_of(mode, wanted, state);
    port.protocol = wanted.protocol;
  }
  return ports;
}

}  // namespace drydock::ecs
