#include "async/sleep.h"

#include "async/wake.h"

namespace drydock {

boost::asio::awaitable<void> sleep_until(Clock& clock, TimePoint deadline) {
  const auto executor = co_await boost::asio::this_coro::executor;
  Wake never(clock, executor);
  co_await never.wait_until(deadline);
}

boost::asio::awaitable<void> sleep_for(Clock& clock, Duration span) {
  co_await sleep_until(clock, clock.now() + span);
}

}  // namespace drydock
