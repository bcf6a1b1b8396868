#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

namespace drydock::testing {

/// A coroutine that a test has started and looks at from outside.
template <class T>
class Started {
 public:
  Started(boost::asio::any_io_executor executor, boost::asio::awaitable<T> coroutine)
      : state_(std::make_shared<State>()) {
    boost::asio::co_spawn(
        std::move(executor), std::move(coroutine),
        boost::asio::bind_cancellation_slot(state_->signal.slot(),
                                            [state = state_](std::exception_ptr error, T value) {
                                              state->error = std::move(error);
                                              if (!state->error)
                                                state->value.emplace(std::move(value));
                                              state->ended = true;
                                            }));
  }

  [[nodiscard]] bool ended() const { return state_->ended; }
  /// What it gave; throws what it threw, or logic_error where it has not ended.
  [[nodiscard]] const T& value() const {
    if (state_->error) std::rethrow_exception(state_->error);
    if (!state_->value) throw std::logic_error("the coroutine has not ended");
    return *state_->value;
  }
  void cancel() { state_->signal.emit(boost::asio::cancellation_type::terminal); }

 private:
  struct State {
    boost::asio::cancellation_signal signal;
    std::optional<T> value;
    std::exception_ptr error;
    bool ended = false;
  };
  std::shared_ptr<State> state_;
};

/// Runs the context until the coroutine has ended, and gives what it gave.
template <class T>
T await(boost::asio::io_context& context, boost::asio::awaitable<T> coroutine) {
  const Started<T> started(context.get_executor(), std::move(coroutine));
  context.restart();
  while (!started.ended() && context.run_one() > 0) {
  }
  return started.value();
}

/// A coroutine without a value, as one with.
inline boost::asio::awaitable<bool> done(boost::asio::awaitable<void> coroutine) {
  co_await std::move(coroutine);
  co_return true;
}

}  // namespace drydock::testing
