#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <optional>

#include "async/task_group.h"
#include "async/wake.h"
#include "emulator/elb/routing.h"
#include "emulator/ports/clock.h"
#include "emulator/store/store.h"
#include "runtime/proxy/proxy.h"

namespace drydock {

/// Keeps the data plane's routing table as the store says, and writes into each listener's record
/// which port of this machine it has got. Changes that come close together share a table, and what
/// tables cost has a bound: the longer one takes, the later comes the next.
class RoutingPublisher {
 public:
  /// Tells the time of this machine since any instant.
  using Stopwatch = std::function<std::chrono::nanoseconds()>;

  /// Lives as long as the store, since it listens to it. `machine` tells the time of this machine,
  /// by which tables follow one another; the stopwatch, what they cost.
  RoutingPublisher(Store& store, Clock& clock, Clock& machine, proxy::Proxy& proxy,
                   boost::asio::any_io_executor executor, Stopwatch stopwatch);
  RoutingPublisher(const RoutingPublisher&) = delete;
  RoutingPublisher& operator=(const RoutingPublisher&) = delete;

  /// Publishes what the store says before it returns, and from now on what it comes to say.
  void start();
  /// Publishes no more. Before destruction.
  boost::asio::awaitable<void> stop();

  /// Whether every request that begins from now on is routed as the store says.
  [[nodiscard]] bool is_settled() const { return !stale_ && proxy_.settled(); }

 private:
  void hear(const Change& change);
  boost::asio::awaitable<void> run();
  boost::asio::awaitable<std::chrono::nanoseconds> make_groups();
  void publish();
  void write_ports();

  Store& store_;
  Clock& clock_;
  Clock& machine_;
  proxy::Proxy& proxy_;
  Stopwatch stopwatch_;
  elb::RoutedGroups groups_;
  Wake wake_;
  TaskGroup tasks_;
  bool active_ = false;
  bool stale_ = true;                  ///< The table is not as the store says.
  std::optional<TimePoint> stale_at_;  ///< From then on it may not be.
};

/// The tag of a listener that could not have its own port, with the port that it has instead.
inline constexpr std::string_view bound_port_tag = "drydock:bound-port";

}  // namespace drydock
