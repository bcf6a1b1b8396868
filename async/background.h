#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>

namespace drydock {

/// A queue of its own for what a thread does of its own accord, so that whoever asks the thread for
/// something need not wait until all of that is done: however much is queued, it has the thread for
/// a slice of time, and then comes what has been posted to the io_context meanwhile. The order
/// within the queue is that of posting.
///
/// Its executor may be used from any thread. It does not keep the io_context at work, as what its
/// users wait for does.
class Background {
 public:
  /// Tells the time of this machine since any instant.
  using Stopwatch = std::function<std::chrono::nanoseconds()>;

  /// Outlives all that uses its executor.
  explicit Background(boost::asio::io_context& context, Stopwatch stopwatch,
                      std::chrono::nanoseconds slice = std::chrono::microseconds(500));
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;
  ~Background();

  [[nodiscard]] boost::asio::any_io_executor executor();

 private:
  class Executor;
  class Work;

  void add(std::unique_ptr<Work> work);
  void enqueue(std::unique_ptr<Work> work);
  void expect_slice();
  void run_slice();
  [[nodiscard]] bool is_amid_slice() const;

  boost::asio::io_context& context_;
  Stopwatch stopwatch_;
  const std::chrono::nanoseconds slice_;
  std::deque<std::unique_ptr<Work>> queue_;
  bool expected_ = false;  ///< A slice is to come.
  bool running_ = false;   ///< One has the thread now.
};

}  // namespace drydock
