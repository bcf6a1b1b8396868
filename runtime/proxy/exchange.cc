#include "runtime/proxy/exchange.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

#include "async/send_promptly.h"

namespace drydock::proxy {
namespace asio = boost::asio;

namespace {

using tcp = asio::ip::tcp;
using Resolver = asio::ip::basic_resolver<tcp, Executor>;
using namespace asio::experimental::awaitable_operators;

/// An Application Load Balancer gives up connecting to a target after this time.
constexpr int connect_seconds = 10;
/// So much of a body is copied behind its head: that costs less than sending from two places.
constexpr std::size_t small_body = 2 * 1024;
/// A body that fills its buffer is read in pieces of this size from then on.
constexpr std::size_t large_buffer = 64 * 1024;

/// A body that must not come at all comes within this time.
constexpr int late_body_seconds = 2;
/// A target may tell so many interim answers before the final one.
constexpr int most_interims = 32;

/// Whether a request does nothing, so that it does nothing twice.
/// https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1
bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

/// Whether the other side has ended the connection, and not drydock.
bool is_end(const error_code& error) {
  return error == asio::error::eof || error == asio::error::connection_reset ||
         error == asio::error::broken_pipe;
}

/// Passes bytes on until `from` ends, and then tells `to` so.
Async<> pump(Client& client, int idle_seconds, Socket& from, ReadBuffer& buffer, Socket& to) {
  while (true) {
    if (!buffer.empty()) {
      const error_code error =
          co_await client.send(to, {asio::buffer(buffer.view()), {}}, idle_seconds);
      if (error) break;
      buffer.consume(buffer.view().size());
    }
    client.allow(idle_seconds);
    const auto [error, count] = co_await from.async_read_some(buffer.space(), awaiting);
    if (error == asio::error::eof) {
      error_code ignored;
      to.shutdown(Socket::shutdown_send, ignored);
      co_return;
    }
    if (error) break;
    buffer.received(count);
  }
  client.close();
}

Async<error_code> connect_to(Socket& socket, const Engine::Endpoint& target) {
  error_code error;
  const auto port = static_cast<asio::ip::port_type>(target.port);
  const auto address = asio::ip::make_address(target.host, error);
  if (!error) {
    const auto [failure] = co_await socket.async_connect(tcp::endpoint(address, port), awaiting);
    co_return failure;
  }
  Resolver resolver(socket.get_executor());
  const auto [unknown, found] =
      co_await resolver.async_resolve(target.host, std::to_string(target.port), awaiting);
  if (unknown) co_return unknown;
  const auto [failure, endpoint] = co_await asio::async_connect(socket, found, awaiting);
  co_return failure;
}

}  // namespace

Exchange::Exchange(Lane& lane, Client& client, const RequestHead& head,
                   const elb::RoutedListener& listener, RequestCounts& counts,
                   GroupCounts& group_counts, std::shared_ptr<Pool> pool, std::string more_fields)
    : lane_(lane),
      client_(client),
      counts_(counts),
      group_counts_(group_counts),
      pool_(std::move(pool)),
      response_(client.response),
      more_fields_(std::move(more_fields)),
      frame_(head.body()),
      head_size_(head.size),
      idle_seconds_(listener.idle_timeout_seconds),
      to_head_(head.method == "HEAD"),
      http_1_0_(head.http_1_0),
      keep_alive_(head.keep_alive),
      upgrade_(head.upgrade) {
  pool_->in_flight().fetch_add(1, std::memory_order_acq_rel);
  body_in_buffer_ = frame_.take(client_.buffer.view().substr(head_size_));
  harmless_ = frame_.done() && is_safe(head.method);
  const std::uint64_t low_bits = lane_.ids().bits();
  const TraceId trace_id = make_trace_id(lane_.clock().now(), lane_.ids().bits(), low_bits);
  client_.begin_request(head.expects_continue && !frame_.done() && !http_1_0_);
  client_.request.clear();
  write_request_head(client_.request, head, listener, client_.origin, trace_id);
}

Exchange::~Exchange() {
  client_.upstream = nullptr;
  client_.waits_for_answer = false;
  client_.await_no_continue();
  pool_->in_flight().fetch_sub(1, std::memory_order_acq_rel);
}

Async<Exchange::Ending> Exchange::run() {
  if (frame_.malformed()) {
    fail(400);
    co_return ending_;
  }
  const bool whole = frame_.done();
  Relayed result = Relayed::stale;
  bool kept = take_kept();
  while (result == Relayed::stale) {
    int refused = 0;
    if (!kept) refused = co_await connect();
    if (refused != 0) {
      result = fail(refused);
    } else if (whole) {
      result = co_await send_and_relay();
    } else {
      result = co_await stream_and_relay();
    }
    kept = false;
  }
  client_.upstream = nullptr;
  if (whole) consume_request();
  if (reusable_) pool_->give_back(std::move(upstream_), lane_.clock().now());
  co_return ending_;
}

bool Exchange::take_kept() {
  upstream_ = pool_->take_idle(client_.number, lane_.clock().now());
  if (!upstream_) return false;
  client_.upstream = &upstream_->socket;
  return true;
}

/// Gives 0, or the status that tells the client why there is no connection.
Async<int> Exchange::connect() {
  upstream_ = pool_->make();
  client_.upstream = &upstream_->socket;
  client_.allow(connect_seconds);
  error_code error = co_await connect_to(upstream_->socket, pool_->endpoint());
  if (error) co_return client_.timed_out() ? 504 : 502;
  upstream_->socket.non_blocking(true, error);
  send_promptly(upstream_->socket.native_handle());
  co_return 0;
}

Async<Exchange::Relayed> Exchange::send_and_relay() {
  const auto body = client_.buffer.view().substr(head_size_, body_in_buffer_);
  Buffers message{asio::buffer(client_.request), asio::buffer(body)};
  error_code error;
  if (!send_now(upstream_->socket, message, error)) {
    error = co_await client_.send_rest(upstream_->socket, message, idle_seconds_);
  }
  if (error && client_.timed_out()) co_return fail(504);
  // Other failures show when the answer is read: there may be one all the same.
  uploaded_ = true;
  sent_at_ = lane_.clock().now();
  client_.waits_for_answer = true;
  co_return co_await relay();
}

/// The answer may begin, and even end, before the request does.
Async<Exchange::Relayed> Exchange::stream_and_relay() {
  Relayed result = Relayed::failed;
  auto up = upload();
  auto down = relay_into(result);
  co_await (std::move(up) && std::move(down));
  co_return result;
}

Async<> Exchange::relay_into(Relayed& result) {
  result = co_await relay();
  relayed_ = true;
  if (uploaded_) co_return;
  // Ends the upload, whichever of its two sockets it waits for.
  reusable_ = false;
  error_code ignored;
  client_.socket.cancel(ignored);
  upstream_->socket.close(ignored);
}

Async<> Exchange::upload() {
  const auto body = client_.buffer.view().substr(head_size_, body_in_buffer_);
  error_code error = co_await client_.send(
      upstream_->socket, {asio::buffer(client_.request), asio::buffer(body)}, idle_seconds_);
  consume_request();
  (void)client_.buffer.grow(large_buffer);
  while (!error && !relayed_ && !frame_.done()) {
    if (client_.buffer.empty()) {
      waits_for_client_ = true;
      client_.allow(idle_seconds_);
      const auto [cut, count] =
          co_await client_.socket.async_read_some(client_.buffer.space(), awaiting);
      if (cut && !relayed_ && !client_.timed_out()) client_.close();
      if (cut) co_return;
      waits_for_client_ = false;
      client_.await_no_continue();
      client_.received(count);
    }
    const std::size_t taken = frame_.take(client_.buffer.view());
    if (frame_.malformed()) {
      bad_upload_ = true;
      upstream_->socket.close(error);
      co_return;
    }
    const Buffers piece{asio::buffer(client_.buffer.view().substr(0, taken)), {}};
    error = co_await client_.send(upstream_->socket, piece, idle_seconds_);
    client_.buffer.consume(taken);
  }
  uploaded_ = !error && frame_.done();
}

Async<Exchange::Relayed> Exchange::relay() {
  Relayed result = co_await read_head();
  while (result == Relayed::answered && response_.interim()) {
    result = co_await relay_interim();
    if (result == Relayed::answered) result = co_await read_head();
  }
  client_.waits_for_answer = false;
  client_.await_no_continue();
  if (result != Relayed::answered) co_return result;
  if (response_.status == 101) co_return co_await become_tunnel();
  co_return co_await relay_final();
}

Async<Exchange::Relayed> Exchange::read_head() {
  ReadBuffer& buffer = upstream_->buffer;
  client_.allow(idle_seconds_);
  co_await lane_.let_others_run();
  while (true) {
    if (!buffer.empty()) {
      const HeadState state = parser_.parse(buffer.view(), response_);
      if (state == HeadState::refused) co_return fail(502);
      if (state == HeadState::complete) co_return Relayed::answered;
      if (buffer.full() && !buffer.grow(2 * buffer.capacity())) co_return fail(502);
    }
    const auto [error, count] =
        co_await upstream_->socket.async_read_some(buffer.space(), awaiting);
    if (error) co_return head_not_read(error);
    buffer.received(count);
  }
}

Exchange::Relayed Exchange::head_not_read(const error_code& error) {
  if (client_.gone() || !client_.socket.is_open()) return answered(Ending::Kind::close);
  if (client_.timed_out()) return fail(waits_for_client_ ? 408 : 504);
  if (bad_upload_) return fail(400);
  return may_repeat(error) ? Relayed::stale : fail(502);
}

/// A target that closes a kept connection does so for its age, and the request that crosses this on
/// its way has not been seen. One that has had the request for a while may have acted on it.
bool Exchange::may_repeat(const error_code& error) const {
  return harmless_ && interims_ == 0 && upstream_->used_before && upstream_->buffer.empty() &&
         is_end(error) && lane_.clock().is_just_after(sent_at_) && pool_->takes_requests();
}

/// The target's own word to go on is news to the client only if the balancer has not said it.
Async<Exchange::Relayed> Exchange::relay_interim() {
  if (++interims_ > most_interims) co_return fail(502);
  const bool told_before = response_.status == 100 && client_.continued();
  client_.await_no_continue();
  client_.answer.clear();
  write_response_head(client_.answer, response_, {});
  upstream_->buffer.consume(response_.size);
  if (http_1_0_ || told_before) co_return Relayed::answered;
  const error_code error =
      co_await client_.send(client_.socket, {asio::buffer(client_.answer), {}}, idle_seconds_);
  if (error) co_return answered(Ending::Kind::close);
  co_return Relayed::answered;
}

Async<Exchange::Relayed> Exchange::relay_final() {
  ReadBuffer& buffer = upstream_->buffer;
  BodyFrame frame = response_.body(to_head_);
  // A client of HTTP/1.0 does not know chunks: it gets the body without, up to the connection's
  // end.
  const bool plain = http_1_0_ && response_.chunked;
  const bool keep = keep_alive_ && uploaded_ && !plain && !frame.ends_with_connection();
  client_.answer.clear();
  write_response_head(client_.answer, response_,
                      {.after = keep ? After::keep : After::close,
                       .without_framing = plain,
                       .more_fields = more_fields_});
  const auto received = buffer.view().substr(response_.size);
  const std::size_t taken = frame.take(received, plain ? &client_.answer : nullptr);
  if (frame.malformed()) co_return fail(502);
  std::string_view body = received.substr(0, plain ? 0 : taken);
  if (body.size() <= small_body) {
    client_.answer.append(body);
    body = {};
  }
  if (response_.status >= 500) {
    count(counts_.failed);
    count(group_counts_.target_5xx);
  }
  Buffers message{asio::buffer(client_.answer), asio::buffer(body)};
  error_code error;
  if (!send_now(client_.socket, message, error)) {
    error = co_await client_.send_rest(client_.socket, message, idle_seconds_);
  }
  buffer.consume(response_.size + taken);
  bool whole = !error && frame.done();
  if (!error && !frame.done()) whole = co_await relay_body(frame, plain);
  if (!whole) co_return answered(Ending::Kind::close);
  reusable_ = response_.keep_alive && buffer.empty() && uploaded_ && !frame.ends_with_connection();
  note_body_that_may_come();
  if (keep) co_return answered(Ending::Kind::next);
  // What the client has sent beyond its request would make the kernel throw the answer away.
  const bool all_read = uploaded_ && client_.buffer.view().size() <= unconsumed();
  co_return answered(all_read ? Ending::Kind::close : Ending::Kind::linger);
}

/// The answer's head tells of a body that must not follow it, and some targets send it all the
/// same. A chunked 204 or 304 is wrong already.
void Exchange::note_body_that_may_come() {
  if (!to_head_ && !response_.never_has_body()) return;
  if (!response_.chunked && response_.content_length.value_or(0) == 0) return;
  if (!to_head_ && response_.chunked) reusable_ = false;
  upstream_->last_client = client_.number;
  upstream_->shared_from = lane_.clock().after(late_body_seconds);
}

/// False if the answer could not be relayed to its end.
Async<bool> Exchange::relay_body(BodyFrame& frame, bool plain) {
  ReadBuffer& buffer = upstream_->buffer;
  while (!frame.done()) {
    client_.allow(idle_seconds_);
    if (buffer.full()) (void)buffer.grow(large_buffer);
    const auto [ended, count] =
        co_await upstream_->socket.async_read_some(buffer.space(), awaiting);
    const bool whole = ended == asio::error::eof && frame.ends_with_connection();
    if (ended && !whole) note_break_off();
    if (ended) co_return whole;
    buffer.received(count);
    client_.answer.clear();
    const std::size_t taken = frame.take(buffer.view(), plain ? &client_.answer : nullptr);
    if (frame.malformed()) {
      note_break_off();
      co_return false;
    }
    const std::string_view body =
        plain ? std::string_view(client_.answer) : buffer.view().substr(0, taken);
    Buffers piece{asio::buffer(body), {}};
    error_code error;
    if (!send_now(client_.socket, piece, error)) {
      error = co_await client_.send_rest(client_.socket, piece, idle_seconds_);
    }
    if (error) co_return false;
    buffer.consume(taken);
  }
  co_return true;
}

/// The target has not finished an answer of which the client waits for the rest.
void Exchange::note_break_off() {
  const bool waits = !client_.gone() && client_.socket.is_open();
  if (waits && response_.status < 500) count(counts_.failed);
}

/// https://www.rfc-editor.org/rfc/rfc9110#section-7.8
Async<Exchange::Relayed> Exchange::become_tunnel() {
  if (!upgrade_) co_return fail(502);
  client_.answer.clear();
  write_response_head(client_.answer, response_,
                      {.after = After::upgrade, .more_fields = more_fields_});
  upstream_->buffer.consume(response_.size);
  consume_request();
  const error_code error =
      co_await client_.send(client_.socket, {asio::buffer(client_.answer), {}}, idle_seconds_);
  if (!error) {
    Socket& target = upstream_->socket;
    auto down = pump(client_, idle_seconds_, target, upstream_->buffer, client_.socket);
    auto up = pump(client_, idle_seconds_, client_.socket, client_.buffer, target);
    co_await (std::move(down) && std::move(up));
  }
  co_return answered(Ending::Kind::close);
}

Exchange::Relayed Exchange::fail(int status) {
  ending_ = {Ending::Kind::failed, status, frame_.done()};
  return Relayed::failed;
}

Exchange::Relayed Exchange::answered(Ending::Kind kind) {
  ending_ = {kind, 0, true};
  return kind == Ending::Kind::close ? Relayed::failed : Relayed::answered;
}

/// What of the client's buffer is still this request.
std::size_t Exchange::unconsumed() const { return consumed_ ? 0 : head_size_ + body_in_buffer_; }

void Exchange::consume_request() {
  if (!consumed_) client_.buffer.consume(head_size_ + body_in_buffer_);
  consumed_ = true;
}

}  // namespace drydock::proxy
