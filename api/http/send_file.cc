#include "api/http/send_file.h"

#include <sys/sendfile.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

namespace drydock::http {
namespace asio = boost::asio;

namespace {

/// How much goes between two looks at what else the thread has to do.
constexpr std::uint64_t piece_max = 1024 * 1024;

boost::system::error_code last_error() { return {errno, boost::system::system_category()}; }

}  // namespace

asio::awaitable<boost::system::error_code> send_file(asio::ip::tcp::socket& socket, int file,
                                                     std::uint64_t offset, std::uint64_t length,
                                                     std::function<void()> moved) {
  boost::system::error_code error;
  socket.native_non_blocking(true, error);
  auto at = static_cast<off_t>(offset);
  while (length > 0 && !error) {
    const auto [not_ready] = co_await socket.async_wait(asio::socket_base::wait_write,
                                                        asio::as_tuple(asio::use_awaitable));
    if (not_ready) co_return not_ready;
    const ssize_t sent = ::sendfile(socket.native_handle(), file, &at,
                                    static_cast<std::size_t>(std::min(length, piece_max)));
    if (sent > 0) {
      length -= static_cast<std::uint64_t>(sent);
      moved();
    } else if (sent == 0) {
      error = make_error_code(boost::system::errc::io_error);
    } else if (errno != EAGAIN && errno != EINTR) {
      error = last_error();
    }
  }
  co_return error;
}

}  // namespace drydock::http
