#include "runtime/proxy/net.h"

#include <algorithm>

namespace drydock::proxy {
namespace asio = boost::asio;

void take_off(Buffers& buffers, std::size_t sent) {
  const std::size_t of_first = std::min(sent, buffers[0].size());
  buffers[0] += of_first;
  buffers[1] += sent - of_first;
}

bool send_now(Socket& socket, Buffers& buffers, error_code& error) {
  const bool single = buffers[1].size() == 0;
  const std::size_t sent =
      single ? socket.write_some(buffers[0], error) : socket.write_some(buffers, error);
  if (error == asio::error::would_block) error.clear();
  take_off(buffers, sent);
  return error || asio::buffer_size(buffers) == 0;
}

}  // namespace drydock::proxy
