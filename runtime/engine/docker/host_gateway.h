#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock::docker {

/// The engine's own word for the host, which it puts an address in the place of. Docker Desktop
/// leads it to the loopback interface of the machine in front of which somebody sits.
/// https://docs.docker.com/reference/cli/docker/container/run/#add-host
inline constexpr std::string_view host_gateway = "host-gateway";

/// The first IPv4 address of this machine's network interface of that name.
std::optional<std::string> address_of_interface(std::string_view name);

}  // namespace drydock::docker
