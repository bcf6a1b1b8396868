#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "emulator/elb/routing.h"

/// A port of this machine, at which the listeners of several load balancers may answer. Each
/// balancer of AWS's has addresses of its own; here they share one, and a request's Host tells
/// which one is meant.
namespace drydock::elb {

struct Door {
  std::uint32_t first = 0;  ///< Answers where the host is no load balancer's: it came first.
  /// DNS names and endpoint names to listeners, where there are several of those. All are places in
  /// RoutingTable::listeners.
  std::map<std::string, std::uint32_t, std::less<>> by_host;
};

/// The door of these listeners of the table, in the order in which they came. Those that the table
/// does not have are passed over; there must be one that it has.
Door make_door(const RoutingTable& table, std::span<const std::string> arns);

/// The place of the listener that answers a request for this host.
std::uint32_t listener_at(const Door& door, std::string_view host);

/// The host without its port: "[::1]:80" is "[::1]".
std::string_view without_port(std::string_view host);

}  // namespace drydock::elb
