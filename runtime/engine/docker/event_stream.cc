#include "runtime/engine/docker/event_stream.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

#include "async/sleep.h"

namespace drydock::docker {
namespace asio = boost::asio;

namespace {

/// 100 ms, doubled with each failure up to 5 s.
Duration pause_after(int failures) {
  constexpr Duration first{100};
  constexpr Duration longest{5000};
  return std::min(longest, first * (1 << std::min(failures - 1, 10)));
}

}  // namespace

EventStream::EventStream(DockerClient& client, Clock& clock, EventTeller& teller,
                         Duration pulse_interval)
    : client_(client), clock_(clock), teller_(teller), pulse_interval_(pulse_interval) {}

asio::awaitable<void> EventStream::run() {
  for (;;) {
    co_await follow_while_alive();
    lost();
    co_await sleep_for(clock_, pause_after(++failures_));
  }
}

/// Whichever of the two ends first ends the other.
asio::awaitable<void> EventStream::follow_while_alive() {
  using asio::experimental::awaitable_operators::operator||;
  try {
    const auto ended = co_await (follow() || feel_pulse());
    static_cast<void>(ended);
  } catch (const asio::multiple_exceptions&) {
    // Both were cancelled, and so is whoever waits for them: the next wait says so.
  }
}

/// Returns once the engine does not answer.
asio::awaitable<void> EventStream::feel_pulse() {
  for (;;) {
    co_await sleep_for(clock_, pulse_interval_);
    const auto greeting = co_await client_.greet();
    if (!greeting) co_return;
  }
}

/// Ends when the stream does, however it ends: an engine that stops closes it in good order.
asio::awaitable<void> EventStream::follow() {
  const auto greeting = co_await client_.greet();
  if (!greeting) co_return;
  reader_.begin_at(greeting->date);
  Request request;
  request.method = "GET";
  request.path = "/events" + reader_.resume();
  request.timeout = Duration::zero();
  request.on_head = [this](int status) {
    if (status == 200) connected();
  };
  request.on_body = [this](std::string_view piece) {
    for (EngineEvent& event : reader_.feed(piece)) teller_.tell(std::move(event));
  };
  const auto end = co_await client_.ask(std::move(request));
  static_cast<void>(end);
}

void EventStream::connected() {
  failures_ = 0;
  if (std::exchange(lost_, false)) teller_.tell({EngineEvent::Kind::reconnected, {}, {}});
}

void EventStream::lost() {
  client_.forget_version();
  if (!std::exchange(lost_, true)) teller_.tell({EngineEvent::Kind::disconnected, {}, {}});
}

}  // namespace drydock::docker
