#include "runtime/proxy/pool.h"

#include <algorithm>
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

/// Whether nothing has come on a connection, not even its end.
bool is_quiet(Socket& socket) { return look_into(socket) == boost::asio::error::would_block; }

}  // namespace

bool is_broken(Socket& socket) {
  const error_code error = look_into(socket);
  return error && error != boost::asio::error::would_block && error != boost::asio::error::eof;
}

Upstream::Upstream(const Executor& executor, BufferBudget& budget)
    : socket(executor), buffer(upstream_buffer_size, budget) {}

Pool::Pool(Executor executor, BufferBudget& budget, std::string name,
           std::shared_ptr<InFlight> in_flight)
    : executor_(std::move(executor)),
      budget_(budget),
      name_(std::move(name)),
      in_flight_(std::move(in_flight)) {}

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

/// A connection that rests shortly is not watched yet, and the watch tells of bytes only once their
/// turn comes: so each is looked into before it is used.
std::unique_ptr<Upstream> Pool::take_idle(ClientNumber client, TimePoint now) {
  for (std::size_t place = idle_.size(); place-- > 0;) {
    const Upstream& candidate = *idle_[place];
    if (candidate.shared_from > now && candidate.last_client != client) continue;
    auto taken = std::move(idle_[place]);
    idle_.erase(idle_.begin() + static_cast<std::ptrdiff_t>(place));
    end_watch(*taken);
    if (is_quiet(taken->socket)) return taken;
  }
  return nullptr;
}

std::unique_ptr<Upstream> Pool::make() {
  auto upstream = std::make_unique<Upstream>(executor_, budget_);
  all_.push_back(*upstream);
  return upstream;
}

void Pool::give_back(std::unique_ptr<Upstream> upstream, TimePoint now) {
  if (!takes_requests_ || idle_.size() >= most_idle) return;
  if (upstream->buffer.capacity() > upstream_buffer_size) {
    upstream->buffer.resize(upstream_buffer_size);
  }
  upstream->used_before = true;
  upstream->idle_since = now;
  idle_.push_back(std::move(upstream));
}

/// A read that takes nothing: it ends with the first byte, with the connection, or when it is
/// cancelled. By then the connection may rest no more, or rest again.
void Pool::watch(Upstream& upstream) {
  upstream.rest = ++rests_;
  upstream.socket.async_receive(
      boost::asio::buffer(&upstream.peeked, 1), Socket::message_peek,
      [pool = weak_from_this(), rest = upstream.rest](const error_code& error, std::size_t) {
        if (error == boost::asio::error::operation_aborted) return;
        if (const auto watching = pool.lock()) watching->drop(rest);
      });
}

void Pool::end_watch(Upstream& upstream) {
  if (upstream.rest == 0) return;
  error_code ignored;
  upstream.rest = 0;
  upstream.socket.cancel(ignored);
}

void Pool::drop(std::uint64_t rest) {
  std::erase_if(idle_, [&](const auto& upstream) { return upstream->rest == rest; });
}

void Pool::look_after_idle(TimePoint before) {
  std::erase_if(idle_, [&](const auto& upstream) { return upstream->idle_since < before; });
  for (const auto& upstream : idle_) {
    if (upstream->rest == 0) watch(*upstream);
  }
}

}  // namespace drydock::proxy
