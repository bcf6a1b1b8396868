#include "async/wake.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

namespace drydock {
namespace asio = boost::asio;

namespace {

/// Takes the timer back however the wait ends.
class Deadline {
 public:
  Deadline(Clock& clock, std::optional<TimePoint> at, std::function<void()> callback)
      : clock_(clock) {
    if (at) timer_ = clock_.call_at(*at, std::move(callback));
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  ~Deadline() {
    if (timer_) clock_.cancel(*timer_);
  }

 private:
  Clock& clock_;
  std::optional<Clock::TimerId> timer_;
};

}  // namespace

Wake::Wake(Clock& clock, const asio::any_io_executor& executor)
    : clock_(clock), signal_(executor, asio::steady_timer::time_point::max()) {}

void Wake::notify() {
  noticed_ = true;
  signal_.cancel();
}

asio::awaitable<void> Wake::wait_until(std::optional<TimePoint> deadline) {
  const Deadline timer(clock_, deadline, [this] { notify(); });
  while (!noticed_) {
    co_await signal_.async_wait(asio::as_tuple(asio::use_awaitable));
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
      throw boost::system::system_error(asio::error::operation_aborted);
    }
  }
  noticed_ = false;
}

}  // namespace drydock
