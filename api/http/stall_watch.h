#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <set>

namespace drydock::http {

/// Cuts off connections that make no progress. One timer a thread looks at all of its connections
/// once a second, so that no read or write pays for a timer of its own.
class StallWatch {
 public:
  explicit StallWatch(const boost::asio::any_io_executor& executor);
  StallWatch(const StallWatch&) = delete;
  StallWatch& operator=(const StallWatch&) = delete;

  /// A socket's place in the watch.
  class Guard {
   public:
    Guard(StallWatch& watch, boost::asio::ip::tcp::socket& socket);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

    /// The socket is closed unless this is called again within `seconds`, give or take one.
    void allow(int seconds) { deadline_ = watch_.tick_ + static_cast<std::uint64_t>(seconds); }

   private:
    friend class StallWatch;
    StallWatch& watch_;
    boost::asio::ip::tcp::socket& socket_;
    std::uint64_t deadline_;
  };

  /// Closes every socket and watches no more.
  void stop();

 private:
  void schedule();
  void look();

  boost::asio::steady_timer timer_;
  std::uint64_t tick_ = 0;
  std::set<Guard*> guards_;
  bool stopped_ = false;
};

}  // namespace drydock::http
