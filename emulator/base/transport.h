#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string_view>

namespace drydock {

/// What a container's port speaks.
enum class Transport { tcp, udp };
BOOST_DESCRIBE_ENUM(Transport, tcp, udp)

constexpr std::string_view to_text(Transport transport) {
  return transport == Transport::udp ? "udp" : "tcp";
}
/// Nothing for what no task definition can ask for, such as "sctp".
constexpr std::optional<Transport> transport_from(std::string_view text) {
  if (text == "tcp") return Transport::tcp;
  if (text == "udp") return Transport::udp;
  return std::nullopt;
}

}  // namespace drydock
