#include "runtime/proxy/net.h"

#include <algorithm>
#include <boost/asio/write.hpp>

namespace drydock::proxy {
namespace asio = boost::asio;

bool send_now(Socket& socket, Buffers& buffers, error_code& error) {
  const bool single = buffers[1].size() == 0;
  const std::size_t sent =
      single ? socket.write_some(buffers[0], error) : socket.write_some(buffers, error);
  if (error == asio::error::would_block) error.clear();
  const std::size_t of_first = std::min(sent, buffers[0].size());
  buffers[0] += of_first;
  buffers[1] += sent - of_first;
  return error || asio::buffer_size(buffers) == 0;
}

Async<error_code> send_rest(Socket& socket, Buffers buffers) {
  const auto [error, sent] = co_await asio::async_write(socket, buffers, awaiting);
  co_return error;
}

Async<error_code> send_all(Socket& socket, Buffers buffers) {
  error_code error;
  if (!send_now(socket, buffers, error)) error = co_await send_rest(socket, buffers);
  co_return error;
}

}  // namespace drydock::proxy
