#include "emulator/elb/door.h"

#include <algorithm>

#include "emulator/base/host_name.h"

namespace drydock::elb {

Door make_door(const RoutingTable& table, std::span<const std::string> arns) {
  Door door;
  std::size_t listeners = 0;
  for (const std::string& arn : arns) {
    const auto found = std::ranges::find(table.listeners, arn, &RoutedListener::arn);
    if (found == table.listeners.end()) continue;
    const auto place = static_cast<std::uint32_t>(found - table.listeners.begin());
    if (listeners++ == 0) door.first = place;
    door.by_host.emplace(found->host, place);
    for (const std::string& name : found->endpoints) door.by_host.emplace(name, place);
  }
  if (listeners < 2) door.by_host.clear();
  return door;
}

std::uint32_t listener_at(const Door& door, std::string_view host) {
  if (door.by_host.empty()) return door.first;
  const auto found = door.by_host.find(host_name(host));
  return found == door.by_host.end() ? door.first : found->second;
}

std::string_view without_port(std::string_view host) {
  const auto bracket = host.rfind(']');
  const auto colon = host.rfind(':');
  if (colon == host.npos || (bracket != host.npos && colon < bracket)) return host;
  return host.substr(0, colon);
}

}  // namespace drydock::elb
