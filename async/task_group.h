#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <string>

namespace drydock {

/// The coroutines that one owner has started. Every co_spawn of drydock goes through a group, so
/// that none outlives what it refers to: cancel them all, then wait for all. An exception that ends
/// one is logged with its name and ends nothing else. One executor, one thread.
class TaskGroup {
 public:
  explicit TaskGroup(boost::asio::any_io_executor executor);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup();

  /// Starts the coroutine soon, not inside this call. After cancel() it is not started at all.
  void spawn(std::string name, boost::asio::awaitable<void> task);

  /// Asks every coroutine to end, by its cancellation slot.
  void cancel();

  /// Returns when none is left.
  boost::asio::awaitable<void> wait();

  [[nodiscard]] std::size_t size() const { return running_.size(); }
  [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }

 private:
  struct Member {
    std::string name;
    boost::asio::cancellation_signal signal;
  };
  using Place = std::list<Member>::iterator;

  void ended(Place place, const std::exception_ptr& error);

  boost::asio::any_io_executor executor_;
  boost::asio::steady_timer empty_;
  std::list<Member> running_;
  bool cancelled_ = false;
};

}  // namespace drydock
