#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <type_traits>
#include <utility>

namespace drydock {

/// Runs a coroutine on another executor, the control thread's or a worker's, and resumes the caller
/// on its own with what it gave or threw. Cancelling the caller does not reach it: it is meant for
/// short work that ends by itself, and a cancellation must not cross threads.
template <class T>
boost::asio::awaitable<T> on_executor(boost::asio::any_io_executor executor,
                                      boost::asio::awaitable<T> task) {
  co_return co_await boost::asio::co_spawn(
      executor, std::move(task),
      boost::asio::bind_cancellation_slot(boost::asio::cancellation_slot(),
                                          boost::asio::use_awaitable));
}

/// A plain call as a coroutine.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work>> as_task(Work work) {
  co_return work();
}

/// Calls `work()` on another executor and gives its result on the caller's. It captures references:
/// what it refers to in the caller's frame stays while the caller waits, and GCC 12 destroys a
/// closure that owns something twice when it is a temporary of a co_await.
template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work>> call_on(boost::asio::any_io_executor executor,
                                                           Work work) {
  static_assert(std::is_trivially_copyable_v<Work>, "capture by reference");
  co_return co_await on_executor(std::move(executor), as_task(work));
}

}  // namespace drydock
