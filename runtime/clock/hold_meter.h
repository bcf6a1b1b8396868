#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>

namespace drydock {

/// Runs a thread's work and, once asked to, tells how long one piece of it held the thread at most:
/// for so long nobody else was served. What counts is the processor's time, so that what else the
/// machine does makes no difference. Belongs to the thread.
class HoldMeter {
 public:
  using Span = std::chrono::nanoseconds;

  /// Runs until there is no more work.
  void run(boost::asio::io_context& context);
  /// The same, and calls `when_at_rest` each time that nothing is ready: it tells whether it has
  /// done something, which is a piece of work too.
  void run(boost::asio::io_context& context, const std::function<bool()>& when_at_rest);

  /// Begins to measure, or begins anew. Until then nothing is measured, which costs nothing.
  void restart();
  /// The longest hold since; zero where nothing is measured.
  [[nodiscard]] Span longest() const { return longest_; }

 private:
  void note();

  bool measures_ = false;
  Span before_{};  ///< The thread's time when the last piece of work ended.
  Span longest_{};
};

}  // namespace drydock
