#include "runtime/proxy/session.h"

#include <algorithm>
#include <utility>

#include "emulator/base/host_name.h"
#include "emulator/base/http_date.h"
#include "emulator/elb/algorithms.h"
#include "emulator/elb/balancer_names.h"
#include "emulator/elb/stickiness.h"
#include "runtime/proxy/exchange.h"

namespace drydock::proxy {
namespace asio = boost::asio;

namespace {

/// How long and how much a client may go on sending after an answer that ends the connection, so
/// that the answer is not lost to a reset.
constexpr int linger_seconds = 2;
constexpr std::size_t linger_bytes = 1024 * 1024;
/// For a connection whose listener is not known.
constexpr int default_idle_seconds = 60;

template <class... Case>
struct Cases : Case... {
  using Case::operator()...;
};

/// The cookies that bind the client to its target. They live for a week, and each answer renews
/// them.
std::string sticky_fields(const elb::RoutedGroup& group, std::uint32_t target, TimePoint now) {
  if (!group.stickiness.enabled) return {};
  const std::string value = elb::sticky_value(group.targets[target], now);
  const std::string rest = "; Expires=" + http_date(now + std::chrono::hours(7 * 24)) + "; Path=/";
  return "Set-Cookie: AWSALB=" + value + rest + "\r\nSet-Cookie: AWSALBCORS=" + value + rest +
         "; SameSite=None\r\n";
}

}  // namespace

Session::Session(Lane& lane, int door, Socket socket, std::string_view received)
    : lane_(lane),
      door_port_(door),
      client_(lane, std::move(socket), received),
      opened_at_(lane.clock().now()) {}

Async<> Session::run(std::unique_ptr<Session> session) {
  bool more = true;
  while (more) {
    more = co_await session->read_head();
    if (more) more = co_await session->answer_request();
  }
}

/// Gives whether anybody answers at the door. Until the next request tells its host, the door's
/// first listener says how long to wait for it.
bool Session::update_door() {
  if (snapshot_ != lane_.snapshot()) {
    snapshot_ = lane_.snapshot();
    const auto found = snapshot_->doors.find(door_port_);
    door_ = found == snapshot_->doors.end() ? nullptr : &found->second;
    listener_ = door_ == nullptr ? nullptr : &snapshot_->table.listeners[door_->first];
  }
  return door_ != nullptr || door_port_ == own_port_door;
}

void Session::choose_listener() {
  update_door();
  const elb::RoutingTable& table = snapshot_->table;
  if (door_ != nullptr) {
    listener_ = &table.listeners[elb::listener_at(*door_, head_.host)];
  } else if (door_port_ == own_port_door) {
    const auto found = table.hosts.find(host_name(head_.host));
    listener_ = found == table.hosts.end() ? nullptr : &table.listeners[found->second];
  }
}

Async<bool> Session::read_head() {
  if (client_.buffer.empty()) co_await lane_.let_others_run();
  update_door();
  const int idle = idle_seconds();
  client_.allow(idle);
  while (true) {
    if (!client_.buffer.empty()) {
      const HeadState state = parser_.parse(client_.buffer.view(), head_);
      if (state == HeadState::complete) co_return true;
      if (state == HeadState::refused) co_return co_await refuse(parser_.status());
      const bool room =
          !client_.buffer.full() || client_.buffer.grow(2 * client_.buffer.capacity());
      if (!room) co_return co_await refuse(503);
    }
    const bool first = client_.buffer.empty();
    const error_code error = co_await receive();
    if (error) {
      if (client_.timed_out() && !client_.buffer.empty()) co_return co_await refuse(408);
      // An idle client was woken by a new table: it may stay if somebody answers at its door.
      const bool woken = error == asio::error::operation_aborted && !client_.timed_out();
      if (woken && client_.socket.is_open() && update_door()) continue;
      co_return false;
    }
    if (first) client_.allow(idle);
  }
}

Async<error_code> Session::receive() {
  error_code error;
  client_.waits_for_request = true;
  if (client_.dozes()) {
    head_ = {};
    headers_ = {};
    error = co_await client_.doze();
  }
  if (!error) {
    const auto [failure, count] =
        co_await client_.socket.async_read_some(client_.buffer.space(), awaiting);
    error = failure;
    if (!error) client_.received(count);
  }
  client_.waits_for_request = false;
  co_return error;
}

int Session::idle_seconds() const {
  return listener_ == nullptr ? default_idle_seconds : listener_->idle_timeout_seconds;
}

/// Answers what cannot be read as a request.
Async<bool> Session::refuse(int status) {
  to_head_ = false;
  co_return co_await write(status_page(status), false);
}

elb::RequestView Session::view_of_request() {
  headers_.assign(head_.fields.begin(), head_.fields.end());
  std::string_view host = elb::without_port(head_.host);
  if (host.ends_with('.')) host.remove_suffix(1);
  return {.method = head_.method,
          .host = host,
          .path = head_.path,
          .query = head_.query,
          .headers = headers_,
          .source = client_.address};
}

/// The name that a load balancer had, or a request that is not for one at all: a client may send it
/// again, on a connection of its own.
Async<bool> Session::answer_without_listener() {
  head_.keep_alive = false;
  const bool of_balancer =
      door_port_ != own_port_door || elb::is_balancer_name(host_name(head_.host));
  co_return co_await send(status_page(of_balancer ? 503 : 421));
}

/// Of the load balancer that the request in hand is for.
RequestCounts& Session::counts() const {
  return *snapshot_
              ->requests[static_cast<std::size_t>(listener_ - snapshot_->table.listeners.data())];
}

Async<bool> Session::answer_request() {
  to_head_ = head_.method == "HEAD";
  choose_listener();
  if (listener_ == nullptr) co_return co_await answer_without_listener();
  count(counts().requests);
  if (head_.method == "TRACE") co_return co_await send(status_page(405));
  const bool only_default = listener_->rules.size() == 1;
  const elb::RoutedAction& action =
      only_default ? listener_->rules[0].action : elb::route(*listener_, view_of_request());
  if (const auto* to = std::get_if<elb::Forward>(&action)) co_return co_await forward(*to);
  Answer answer;
  if (const auto* redirect = std::get_if<elb::Redirect>(&action)) {
    answer = status_page(redirect->status);
    answer.location = elb::location(*redirect, view_of_request(), client_.origin.port);
  } else if (const auto* fixed = std::get_if<elb::FixedResponse>(&action)) {
    answer.status = fixed->status;
    answer.content_type = fixed->content_type;
    answer.body = fixed->body;
  }
  co_return co_await send(std::move(answer));
}

std::optional<std::uint32_t> Session::choose_group(const elb::Forward& action) const {
  if (action.groups.empty()) return std::nullopt;
  std::uint64_t turn = 0;
  if (action.groups.size() > 1) {
    turn = snapshot_->choices[action.choice]->fetch_add(1, std::memory_order_relaxed);
  }
  const auto share = elb::weighted(action.weights, turn);
  return share ? std::optional(action.groups[*share]) : std::nullopt;
}

/// The target that the client is bound to by its cookie, or else the next one.
std::optional<std::uint32_t> Session::choose_target(std::uint32_t group_index) const {
  const elb::RoutedGroup& group = snapshot_->table.groups[group_index];
  if (group.stickiness.enabled) {
    for (const Field& sent : head_.fields) {
      if (sent.id != boost::beast::http::field::cookie) continue;
      const auto bound = elb::sticky_target(group, sent.value, lane_.clock().now());
      if (bound) return bound;
    }
  }
  return next_target(group_index);
}

std::optional<std::uint32_t> Session::next_target(std::uint32_t group_index) const {
  const elb::RoutedGroup& group = snapshot_->table.groups[group_index];
  if (group.eligible.empty()) return std::nullopt;
  const GroupCounters& counters = *snapshot_->groups[group_index];
  if (group.algorithm == elb::Algorithm::weighted_random) {
    return group.eligible[elb::round_robin(lane_.ids().bits(), group.eligible.size())];
  }
  const std::uint64_t turn = counters.turn->fetch_add(1, std::memory_order_relaxed);
  if (group.algorithm == elb::Algorithm::round_robin) {
    return group.eligible[elb::round_robin(turn, group.eligible.size())];
  }
  auto& in_flight = lane_.scratch();
  in_flight.clear();
  for (const std::uint32_t target : group.eligible) {
    in_flight.push_back(counters.in_flight[target]->load(std::memory_order_relaxed));
  }
  return group.eligible[elb::least_outstanding(in_flight, turn)];
}

Async<bool> Session::forward(const elb::Forward& action) {
  const auto group = choose_group(action);
  const auto target = group ? choose_target(*group) : std::nullopt;
  if (!target) co_return co_await send(status_page(503));
  const Duration age = lane_.clock().now() - opened_at_;
  if (age >= std::chrono::seconds(listener_->client_keep_alive_seconds)) head_.keep_alive = false;
  GroupCounts& group_counts = *snapshot_->groups[*group]->counts;
  count(group_counts.requests);
  Exchange exchange(lane_, client_, head_, *listener_, counts(), group_counts,
                    lane_.pool(*group, *target),
                    sticky_fields(snapshot_->table.groups[*group], *target, lane_.clock().now()));
  const Exchange::Ending ending = co_await exchange.run();
  switch (ending.kind) {
    case Exchange::Ending::Kind::next:
      co_return true;
    case Exchange::Ending::Kind::close:
      co_return false;
    case Exchange::Ending::Kind::linger:
      co_await linger();
      co_return false;
    case Exchange::Ending::Kind::failed:
      break;
  }
  if (ending.status >= 500) count(counts().failed);
  co_return co_await write(status_page(ending.status), head_.keep_alive && ending.request_read);
}

/// Answers without a target. A body that has not been read is not waited for: the connection ends.
Async<bool> Session::send(Answer answer) {
  if (listener_ != nullptr && answer.status >= 500) count(counts().failed);
  client_.buffer.consume(head_.size);
  BodyFrame frame = head_.body();
  client_.buffer.consume(frame.take(client_.buffer.view()));
  co_return co_await write(std::move(answer), head_.keep_alive && frame.done());
}

/// Gives whether the connection goes on.
Async<bool> Session::write(Answer answer, bool keep_alive) {
  client_.answer.clear();
  write_answer(client_.answer, answer,
               {.now = lane_.clock().now(),
                .keep_alive = keep_alive,
                .to_head = to_head_,
                .server_header = listener_ == nullptr || listener_->server_header});
  const error_code error =
      co_await client_.send(client_.socket, {asio::buffer(client_.answer), {}}, idle_seconds());
  if (!error && !keep_alive) co_await linger();
  co_return !error && keep_alive;
}

Async<> Session::linger() {
  error_code ignored;
  client_.socket.shutdown(Socket::shutdown_send, ignored);
  client_.allow(linger_seconds);
  std::size_t left = linger_bytes;
  while (left > 0) {
    client_.buffer.consume(client_.buffer.view().size());
    const auto [error, count] =
        co_await client_.socket.async_read_some(client_.buffer.space(), awaiting);
    if (error) break;
    left -= std::min(left, count);
  }
}

}  // namespace drydock::proxy
