#include "async/send_promptly.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>
#include <string_view>

namespace drydock {
namespace asio = boost::asio;

namespace {

/// The one congestion control that every Linux has and lets everybody choose.
constexpr std::string_view unpaced = "reno";

bool is_for_this_machine(int tcp_socket) {
  asio::ip::tcp::endpoint peer;
  auto size = static_cast<socklen_t>(peer.capacity());
  if (::getpeername(tcp_socket, peer.data(), &size) != 0) return false;
  peer.resize(size);
  return peer.address().is_loopback();
}

}  // namespace

void send_promptly(int tcp_socket) {
  const int on = 1;
  ::setsockopt(tcp_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (!is_for_this_machine(tcp_socket)) return;
  ::setsockopt(tcp_socket, IPPROTO_TCP, TCP_CONGESTION, unpaced.data(), unpaced.size());
}

}  // namespace drydock
