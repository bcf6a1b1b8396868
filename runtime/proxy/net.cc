#include "runtime/proxy/net.h"

#include <boost/asio/write.hpp>

namespace drydock::proxy {
namespace asio = boost::asio;

Async<error_code> send_all(Socket& socket, Buffers buffers) {
  error_code error;
  const std::size_t sent = socket.write_some(buffers, error);
  if (error == asio::error::would_block) error.clear();
  if (error || sent == asio::buffer_size(buffers)) co_return error;
  const std::size_t of_first = std::min(sent, buffers[0].size());
  buffers[0] += of_first;
  buffers[1] += sent - of_first;
  const auto [failure, rest] = co_await asio::async_write(socket, buffers, awaiting);
  co_return failure;
}

}  // namespace drydock::proxy
