#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <limits>
#include <set>

namespace drydock::http {

/// Ends the waiting for clients that make no progress. One timer a thread looks at all of its
/// connections once a second, so that no read or write pays for a timer of its own.
class StallWatch {
 public:
  explicit StallWatch(const boost::asio::any_io_executor& executor);
  StallWatch(const StallWatch&) = delete;
  StallWatch& operator=(const StallWatch&) = delete;

  /// A socket's place in the watch. At first nothing is expected of its client.
  class Guard {
   public:
    Guard(StallWatch& watch, boost::asio::ip::tcp::socket& socket);
    ~Guard();
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

    /// The client is the one to move a byte: what is awaited on the socket is cancelled unless this
    /// or `rest` is called within `seconds`, give or take one.
    void allow(int seconds) {
      expired_ = false;
      deadline_ = watch_.tick_ + static_cast<std::uint64_t>(seconds);
    }
    /// Nothing is expected of the client: a handler works.
    void rest() { deadline_ = never; }
    /// Whether what was allowed last is over.
    [[nodiscard]] bool expired() const { return expired_; }

   private:
    friend class StallWatch;
    static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

    StallWatch& watch_;
    boost::asio::ip::tcp::socket& socket_;
    std::uint64_t deadline_ = never;
    bool expired_ = false;
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
