#include "runtime/proxy/pool.h"

#include <utility>

namespace drydock::proxy {
namespace {

constexpr std::size_t most_idle = 512;
constexpr std::size_t upstream_buffer_size = 16 * 1024;

/// What a read of the socket would give now.
error_code look_into(Socket& socket) {
  char byte = 0;
  error_code error;
  socket.receive(boost::asio::buffer(&byte, 1), Socket::message_peek, error);
  return error;
}

}  // namespace

bool is_quiet(Socket& socket) { return look_into(socket) == boost::asio::error::would_block; }

bool has_ended(Socket& socket) {
  const error_code error = look_into(socket);
  return error && error != boost::asio::error::would_block;
}

Upstream::Upstream(const Executor& executor) : socket(executor), buffer(upstream_buffer_size) {}

Pool::Pool(Executor executor, std::string name, std::shared_ptr<InFlight> in_flight)
    : executor_(std::move(executor)), name_(std::move(name)), in_flight_(std::move(in_flight)) {}

void Pool::update(const Engine::Endpoint& endpoint, bool takes_requests) {
  if (!takes_requests || endpoint != endpoint_) idle_.clear();
  endpoint_ = endpoint;
  takes_requests_ = takes_requests;
}

void Pool::abort() {
  takes_requests_ = false;
  idle_.clear();
  error_code ignored;
  for (Upstream& upstream : all_) upstream.socket.close(ignored);
}

std::unique_ptr<Upstream> Pool::take_idle() {
  if (idle_.empty()) return nullptr;
  auto upstream = std::move(idle_.back());
  idle_.pop_back();
  return upstream;
}

std::unique_ptr<Upstream> Pool::make() {
  auto upstream = std::make_unique<Upstream>(executor_);
  all_.push_back(*upstream);
  return upstream;
}

void Pool::give_back(std::unique_ptr<Upstream> upstream, TimePoint now) {
  if (!takes_requests_ || idle_.size() >= most_idle) return;
  upstream->used_before = true;
  upstream->idle_since = now;
  idle_.push_back(std::move(upstream));
}

void Pool::drop_stale(TimePoint before) {
  std::erase_if(idle_, [&](const std::unique_ptr<Upstream>& upstream) {
    return upstream->idle_since < before || !is_quiet(upstream->socket);
  });
}

}  // namespace drydock::proxy
