#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

namespace drydock::testing {

/// Runs the coroutine to its end on an io_context of its own and gives what it gives.
template <class T>
T run(boost::asio::awaitable<T> task) {
  boost::asio::io_context context;
  auto outcome = boost::asio::co_spawn(context, std::move(task), boost::asio::use_future);
  context.run();
  return outcome.get();
}

}  // namespace drydock::testing
