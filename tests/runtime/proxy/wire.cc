#include "tests/runtime/proxy/wire.h"

#include <sys/socket.h>
#include <sys/time.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <utility>

namespace drydock::proxy::testing {
namespace asio = boost::asio;

namespace {

using tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr int patience_seconds = 20;

asio::io_context& client_context() {
  static asio::io_context context;
  return context;
}

std::size_t content_length(const std::string& head) {
  const std::string name = "Content-Length: ";
  const auto place = head.find(name);
  std::size_t length = 0;
  if (place != std::string::npos) {
    std::from_chars(head.data() + place + name.size(), head.data() + head.size(), length);
  }
  return length;
}

}  // namespace

Wire::Wire(tcp::socket socket) : socket_(std::move(socket)) {
  const timeval patience{.tv_sec = patience_seconds, .tv_usec = 0};
  ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

Wire Wire::connect(int port, const char* address) {
  tcp::socket socket(client_context());
  const auto number = static_cast<asio::ip::port_type>(port);
  socket.connect(tcp::endpoint(asio::ip::make_address(address), number));
  socket.set_option(tcp::no_delay(true));
  return Wire(std::move(socket));
}

bool Wire::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Wire::receive() {
  char bytes[16 * 1024];
  const auto count = ::recv(socket_.native_handle(), bytes, sizeof bytes, 0);
  if (count <= 0) return false;
  received_.append(bytes, static_cast<std::size_t>(count));
  return true;
}

std::string Wire::read_until(std::string_view mark) {
  std::size_t place = received_.find(mark);
  while (place == std::string::npos && receive()) place = received_.find(mark);
  if (place == std::string::npos) return std::exchange(received_, {});
  return read_exactly(place + mark.size());
}

std::string Wire::read_exactly(std::size_t size) {
  while (received_.size() < size && receive()) {
  }
  std::string taken = received_.substr(0, size);
  received_.erase(0, size);
  return taken;
}

std::size_t Wire::read_some(std::string& into) {
  if (!received_.empty()) {
    const std::size_t taken = received_.copy(into.data(), into.size());
    received_.erase(0, taken);
    return taken;
  }
  error_code ended;
  return socket_.read_some(asio::buffer(into), ended);
}

std::string Wire::read_all() {
  while (receive()) {
  }
  return std::exchange(received_, {});
}

std::string Wire::read_message() {
  std::string message = read_head();
  return message + read_exactly(content_length(message));
}

bool Wire::ended() { return received_.empty() && !receive(); }

void Wire::end_sending() {
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

void Wire::reset() {
  socket_.set_option(asio::socket_base::linger(true, 0));
  close();
}

void Wire::close() {
  const std::scoped_lock lock(*closing_);
  error_code ignored;
  socket_.close(ignored);
}

void Wire::shut_down() {
  const std::scoped_lock lock(*closing_);
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
}

int Wire::release() {
  const std::scoped_lock lock(*closing_);
  return socket_.release();
}

Backend::Backend(Serve serve)
    : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port()),
      serve_(std::move(serve)),
      acceptor_thread_([this] { accept(); }) {}

Backend::~Backend() {
  ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
  acceptor_thread_.join();
  for (Wire& wire : wires_) wire.shut_down();
  for (std::thread& thread : threads_) thread.join();
}

void Backend::accept() {
  while (true) {
    error_code error;
    tcp::socket socket = acceptor_.accept(error);
    if (error) return;
    ++connections_;
    Wire& wire = wires_.emplace_back(std::move(socket));
    threads_.emplace_back([this, &wire] {
      serve_(wire);
      wire.close();
    });
  }
}

Backend::Serve always(std::string body) {
  return [body = std::move(body)](Wire& wire) {
    while (!wire.read_message().empty()) {
      if (!wire.send(ok(body))) return;
    }
  };
}

Backend::Serve once(std::string answer) {
  return [answer = std::move(answer)](Wire& wire) {
    wire.read_message();
    wire.send(answer);
  };
}

void Event::set() {
  const std::scoped_lock lock(mutex_);
  set_ = true;
  changed_.notify_all();
}

bool Event::wait() {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(patience_seconds), [this] { return set_; });
}

std::string ok(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

}  // namespace drydock::proxy::testing
