#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <cstdint>
#include <functional>

namespace drydock::http {

/// Sends a part of an open file without a copy through the program. Calls `moved` after each
/// piece that the client has made room for. A file that ends before the part does is
/// errc::io_error.
boost::asio::awaitable<boost::system::error_code> send_file(boost::asio::ip::tcp::socket& socket,
                                                            int file, std::uint64_t offset,
                                                            std::uint64_t length,
                                                            std::function<void()> moved);

}  // namespace drydock::http
