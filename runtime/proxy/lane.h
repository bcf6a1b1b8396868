#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/intrusive/list.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "runtime/clock/random_ids.h"
#include "runtime/proxy/coarse_clock.h"
#include "runtime/proxy/net.h"
#include "runtime/proxy/pool.h"
#include "runtime/proxy/snapshot.h"

namespace drydock::proxy {

/// Something that is cut off when it takes too long, or when its lane stops.
class Watched : public boost::intrusive::list_base_hook<
                    boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  virtual ~Watched() = default;
  /// The time that was allowed is over: what is awaited ends with operation_aborted.
  virtual void cut_off() = 0;
  /// Called once a tick.
  virtual void look() = 0;
  /// The routing table has changed.
  virtual void table_changed() = 0;
  /// All ends now.
  virtual void abort() = 0;

  TimePoint deadline = TimePoint::max();
};

/// A connection that another part of the program has accepted, and perhaps read from.
struct Accepted {
  boost::asio::ip::tcp protocol = boost::asio::ip::tcp::v4();
  Socket::native_handle_type handle = -1;
  std::string received;
};

/// One I/O thread of the data plane, with its connections to clients and targets. What the control
/// thread asks of it is done by the thread itself, in the order asked.
class Lane {
 public:
  Lane(CoarseClock clock, std::uint64_t seed);
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;
  ~Lane();

  // For the control thread.
  void start();
  /// Ends every connection and waits for the thread.
  void stop();
  void apply(std::shared_ptr<const Snapshot> snapshot, std::uint64_t version);
  /// The version of the newest table that this thread uses; all its requests are routed by it.
  [[nodiscard]] std::uint64_t version() const { return applied_.load(std::memory_order_acquire); }
  /// Accepts on a listening socket, until unlisten; connections are handed to `lanes` in turn.
  void listen(std::string listener_arn, Accepted acceptor, std::vector<Lane*> lanes);
  void unlisten(std::string listener_arn);
  /// Serves a connection of this listener.
  void serve(std::string listener_arn, Accepted connection);
  /// Serves a connection for a load balancer's DNS name.
  void serve_host(std::string host, Accepted connection);

  // For its own thread.
  [[nodiscard]] const Executor& executor() const { return executor_; }
  [[nodiscard]] const CoarseClock& clock() const { return clock_; }
  [[nodiscard]] IdSource& ids() { return ids_; }
  [[nodiscard]] const std::shared_ptr<const Snapshot>& snapshot() const { return snapshot_; }
  /// Null if the table no longer has it.
  [[nodiscard]] const elb::RoutedListener* find_listener(std::string_view arn) const;
  void watch(Watched& watched) { watched_.push_back(watched); }
  [[nodiscard]] const std::shared_ptr<Pool>& pool(std::uint32_t group, std::uint32_t target) const {
    return pools_[group][target];
  }
  /// Goes on once everything that is ready has had its turn. A read that waits so long finds more
  /// often what it is to read, which spares asking the kernel twice.
  Async<> let_others_run() const;
  /// Room for the in-flight counts of a group's targets.
  [[nodiscard]] std::vector<std::int64_t>& scratch() { return scratch_; }

 private:
  struct Listening;
  using PoolMap = std::map<std::string, std::shared_ptr<Pool>, std::less<>>;

  void use(std::shared_ptr<const Snapshot> snapshot, std::uint64_t version);
  std::shared_ptr<Pool> pool_for(PoolMap& old, const elb::RoutedTarget& target,
                                 const std::shared_ptr<InFlight>& in_flight);
  Async<> accept(std::shared_ptr<Listening> listening, std::vector<Lane*> lanes);
  void open_session(std::string listener_arn, Socket socket, std::string received);
  Async<> tick();
  void look_around();
  void end();
  void spawn(Async<> work);

  boost::asio::io_context context_{1};
  Executor executor_;
  boost::asio::executor_work_guard<Executor> work_;
  CoarseClock clock_;
  RandomIds ids_;
  Timer timer_;
  bool ended_ = false;
  std::atomic<std::uint64_t> applied_{0};
  std::shared_ptr<const Snapshot> snapshot_;
  PoolMap pools_by_name_;
  std::vector<std::vector<std::shared_ptr<Pool>>> pools_;
  std::map<std::string, std::shared_ptr<Listening>, std::less<>> listening_;
  boost::intrusive::list<Watched, boost::intrusive::constant_time_size<false>> watched_;
  std::vector<std::int64_t> scratch_;
  std::thread thread_;
};

}  // namespace drydock::proxy
