#pragma once

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

/// Asio's types with the executor named, so that nothing on the way of a request is type-erased.
namespace drydock::proxy {

using Executor = boost::asio::io_context::executor_type;
template <class T = void>
using Async = boost::asio::awaitable<T, Executor>;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;
using Timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
using boost::system::error_code;

/// What an asynchronous operation is awaited with: its results as a tuple, an error code first.
inline constexpr boost::asio::as_tuple_t<boost::asio::use_awaitable_t<Executor>> awaiting{};

/// A head and the part of a body that is sent with it in one call.
using Buffers = std::array<boost::asio::const_buffer, 2>;

/// Takes so many bytes off the front.
void take_off(Buffers& buffers, std::size_t sent);

/// Sends what the socket takes at once, which is nearly always all, and takes it off the buffers.
/// True if nothing is left, or nothing more can be sent. The socket is non-blocking.
bool send_now(Socket& socket, Buffers& buffers, error_code& error);

}  // namespace drydock::proxy
