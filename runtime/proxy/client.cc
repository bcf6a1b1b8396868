#include "runtime/proxy/client.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <algorithm>

#include "async/send_promptly.h"

namespace drydock::proxy {
namespace asio = boost::asio;

namespace {

constexpr std::size_t client_buffer_size = 8 * 1024;
/// A target that has said nothing in this time leaves the client's question to the balancer.
constexpr int continue_seconds = 1;

/// How many bytes the kernel still holds for the other side, or 0 where it does not tell.
int queued_in(Socket& socket) {
  int queued = 0;
  return ::ioctl(socket.native_handle(), SIOCOUTQ, &queued) == 0 ? queued : 0;
}

}  // namespace

Client::Client(Lane& lane, Socket from, std::string_view received)
    : socket(std::move(from)),
      buffer(client_buffer_size, lane.budget()),
      number(lane.next_client()),
      lane_(lane) {
  error_code ignored;
  socket.non_blocking(true, ignored);
  send_promptly(socket.native_handle());
  const auto endpoint = socket.remote_endpoint(ignored);
  address = endpoint.address();
  origin.client_address = address.to_string();
  origin.client_port = endpoint.port();
  origin.port = socket.local_endpoint(ignored).port();
  buffer.append(received);
  lane_.watch(*this);
  lane_.clients().fetch_add(1, std::memory_order_relaxed);
}

Client::~Client() { lane_.clients().fetch_sub(1, std::memory_order_relaxed); }

void Client::allow(int seconds) {
  timed_out_ = false;
  deadline = lane_.clock().after(seconds);
}

void Client::close() {
  error_code ignored;
  socket.close(ignored);
  if (upstream != nullptr) upstream->close(ignored);
}

Async<error_code> Client::send(Socket& to, Buffers buffers, int seconds) {
  error_code error;
  if (!send_now(to, buffers, error)) error = co_await send_rest(to, buffers, seconds);
  co_return error;
}

Async<error_code> Client::send_rest(Socket& to, Buffers buffers, int seconds) {
  Sending& sending = sendings_[&to == &socket ? 0 : 1];
  sending = {&to, seconds, queued_in(to)};
  error_code error;
  bool done = false;
  while (!done) {
    allow(seconds);
    const auto [failure, sent] = co_await to.async_write_some(buffers, awaiting);
    error = failure;
    take_off(buffers, sent);
    done = error || asio::buffer_size(buffers) == 0;
  }
  sending.to = nullptr;
  co_return error;
}

Async<error_code> Client::doze() {
  buffer.resize(0);
  response = {};
  request = {};
  answer = {};
  const auto [error] = co_await socket.async_wait(Socket::wait_read, awaiting);
  buffer.resize(client_buffer_size);
  co_return error;
}

void Client::received(std::size_t count) {
  buffer.received(count);
  idle_looks_ = 0;
}

void Client::begin_request(bool waits_to_continue) {
  continued_ = false;
  continue_at_ = waits_to_continue ? lane_.clock().after(continue_seconds) : TimePoint::max();
}

void Client::cut_off() {
  timed_out_ = true;
  deadline = TimePoint::max();
  error_code ignored;
  socket.cancel(ignored);
  if (upstream != nullptr) upstream->cancel(ignored);
}

void Client::look() {
  for (Sending& sending : sendings_) look_at(sending);
  if (continue_at_ <= lane_.clock().now()) tell_to_continue();
  if (waits_for_request && buffer.empty() && idle_looks_ < 2 && ++idle_looks_ == 2) {
    error_code ignored;
    socket.cancel(ignored);  // It dozes from now on.
  }
  if (!waits_for_answer || upstream == nullptr || !is_broken(socket)) return;
  gone_ = true;
  close();
}

/// What a slow reader takes shows in the kernel's queue long before there is room for more.
void Client::look_at(Sending& sending) {
  if (sending.to == nullptr) return;
  const int queued = queued_in(*sending.to);
  if (queued < sending.queued) allow(sending.seconds);
  sending.queued = queued;
}

/// Nothing else has been sent of this answer, so the socket has room for a line.
void Client::tell_to_continue() {
  await_no_continue();
  continued_ = true;
  error_code ignored;
  socket.write_some(asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")), ignored);
}

void Client::table_changed() {
  error_code ignored;
  if (waits_for_request && buffer.empty()) socket.cancel(ignored);
}

}  // namespace drydock::proxy
