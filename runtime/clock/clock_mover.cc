#include "runtime/clock/clock_mover.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

namespace drydock {
namespace asio = boost::asio;

namespace {

/// How soon time looks again at what it waits for.
constexpr std::chrono::microseconds next_look{200};

}  // namespace

ClockMover::ClockMover(VirtualClock& clock, const asio::any_io_executor& executor)
    : clock_(clock),
      ended_(executor, asio::steady_timer::time_point::max()),
      look_again_(executor) {}

asio::awaitable<Result<ClockMove>> ClockMover::advance(Duration span) {
  const Move move{.limit = clock_.now() + span, .until_idle = false, .idle = {}};
  return make(move);
}

asio::awaitable<Result<ClockMove>> ClockMover::advance_until_idle(Duration limit) {
  const Move move{.limit = clock_.now() + limit, .until_idle = true, .idle = {}};
  return make(move);
}

asio::awaitable<Result<ClockMove>> ClockMover::make(Move move) {
  if (move_) {
    co_return aws::Error("ConflictException",
                         "The clock is being moved already; one move is made at a time.");
  }
  const TimePoint from = clock_.now();
  move_ = move;
  struct Ending {
    std::optional<Move>& move;
    ~Ending() { move.reset(); }
  };
  const Ending ending{move_};
  while (!move_->idle) {
    co_await ended_.async_wait(asio::as_tuple(asio::use_awaitable));
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
      throw boost::system::system_error(asio::error::operation_aborted);
    }
  }
  co_return ClockMove{.from = from, .now = clock_.now(), .idle = *move_->idle};
}

bool ClockMover::go_on() {
  if (clock_.move_on(clock_.now())) return true;
  if (!move_ || move_->idle) return false;
  if (must_wait()) {
    look_again_soon();
    return false;
  }
  if (move_->until_idle && surroundings_.is_idle()) return end_move();
  return clock_.move_on(move_->limit) || end_move();
}

bool ClockMover::must_wait() { return surroundings_.is_busy() || waits_for_requests(); }

bool ClockMover::waits_for_requests() {
  const std::size_t unfinished = surroundings_.unfinished_requests();
  overstaying_ = std::min(overstaying_, unfinished);
  if (unfinished == overstaying_) {
    waits_since_.reset();
    return false;
  }
  const std::chrono::nanoseconds now = surroundings_.stopwatch();
  if (!waits_since_) waits_since_ = now;
  if (now - *waits_since_ < patience) return true;
  overstaying_ = unfinished;
  waits_since_.reset();
  return false;
}

void ClockMover::look_again_soon() {
  if (std::exchange(looks_again_, true)) return;
  look_again_.expires_after(next_look);
  look_again_.async_wait([this](const boost::system::error_code& error) {
    if (!error) looks_again_ = false;
  });
}

bool ClockMover::end_move() {
  move_->idle = surroundings_.is_idle();
  ended_.cancel();
  return true;
}

}  // namespace drydock
