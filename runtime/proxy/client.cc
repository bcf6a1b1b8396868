#include "runtime/proxy/client.h"

namespace drydock::proxy {
namespace {

constexpr std::size_t client_buffer_size = 8 * 1024;

}  // namespace

Client::Client(Lane& lane, Socket from, std::string_view received)
    : socket(std::move(from)), buffer(client_buffer_size), lane_(lane) {
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  const auto endpoint = socket.remote_endpoint(ignored);
  address = endpoint.address();
  origin.client_address = address.to_string();
  origin.client_port = endpoint.port();
  buffer.append(received);
  lane_.watch(*this);
}

void Client::allow(int seconds) {
  timed_out_ = false;
  deadline = lane_.clock().after(seconds);
}

void Client::close() {
  error_code ignored;
  socket.close(ignored);
  if (upstream != nullptr) upstream->close(ignored);
}

void Client::cut_off() {
  timed_out_ = true;
  deadline = TimePoint::max();
  error_code ignored;
  socket.cancel(ignored);
  if (upstream != nullptr) upstream->cancel(ignored);
}

void Client::look() {
  if (!waits_for_answer || upstream == nullptr || !has_ended(socket)) return;
  gone_ = true;
  close();
}

void Client::table_changed() {
  error_code ignored;
  if (waits_for_request && buffer.empty()) socket.cancel(ignored);
}

}  // namespace drydock::proxy
