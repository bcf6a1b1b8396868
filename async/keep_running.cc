#include "async/keep_running.h"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "async/backoff.h"
#include "async/failed_loop.h"
#include "async/sleep.h"

namespace drydock {

bool is_cancellation(const std::exception& error) {
  const auto* failure = dynamic_cast<const boost::system::system_error*>(&error);
  return failure != nullptr && failure->code() == boost::asio::error::operation_aborted;
}

boost::asio::awaitable<void> keep_running(std::string name, Clock& clock,
                                          std::function<boost::asio::awaitable<void>()> loop) {
  Backoff backoff;
  while (true) {
    std::string failure;
    try {
      co_await loop();
      co_return;
    } catch (const std::exception& error) {
      if (is_cancellation(error)) throw;
      failure = error.what();
    }
    const Duration pause = backoff.failed_at(clock.now());
    log_failed_loop(name, pause, failure);
    co_await sleep_for(clock, pause);
  }
}

}  // namespace drydock
