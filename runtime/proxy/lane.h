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

/// What all lanes share: how much of the machine clients may have.
struct LaneLimits {
  std::size_t buffered_bytes = 0;  ///< Of one lane.
  std::size_t clients = 0;         ///< Of all lanes together.
};
using ClientCount = std::atomic<std::size_t>;

/// The door of connections that drydock's own port has taken over: a load balancer's name alone
/// says which listener is meant.
inline constexpr int own_port_door = 0;

/// One I/O thread of the data plane, with its connections to clients and targets. What the control
/// thread asks of it is done by the thread itself, in the order asked.
class Lane {
 public:
  Lane(CoarseClock clock, std::uint64_t seed, LaneLimits limits,
       std::shared_ptr<ClientCount> clients);
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
  /// Accepts on a listening socket of this door, until unlisten; connections are handed to `lanes`
  /// in turn.
  void listen(int door, Accepted acceptor, std::vector<Lane*> lanes);
  /// Closes all listening sockets of the door.
  void unlisten(int door);
  /// Serves a connection that came in at this door.
  void serve(int door, Accepted connection);

  // For its own thread.
  [[nodiscard]] const Executor& executor() const { return executor_; }
  [[nodiscard]] const CoarseClock& clock() const { return clock_; }
  [[nodiscard]] IdSource& ids() { return ids_; }
  [[nodiscard]] const std::shared_ptr<const Snapshot>& snapshot() const { return snapshot_; }
  [[nodiscard]] BufferBudget& budget() { return budget_; }
  [[nodiscard]] ClientCount& clients() { return *clients_; }
  [[nodiscard]] ClientNumber next_client() { return ++last_client_; }
  void watch(Watched& watched) { watched_.push_back(watched); }
  [[nodiscard]] const std::shared_ptr<Pool>& pool(std::uint32_t group, std::uint32_t target) const {
    return (*pools_[group])[target];
  }
  /// Goes on once everything that is ready has had its turn. A read that waits so long finds more
  /// often what it is to read, which spares asking the kernel twice.
  Async<> let_others_run() const;
  /// Room for the in-flight counts of a group's targets.
  [[nodiscard]] std::vector<std::int64_t>& scratch() { return scratch_; }

 private:
  struct Listening;
  using Pools = std::vector<std::shared_ptr<Pool>>;  ///< In the order of a group's targets.
  struct GroupOfPools {
    Shared<elb::RoutedGroup> group;
    std::shared_ptr<const Pools> pools;
    bool in_table = false;  ///< In the one that is being taken on.
  };

  void use(std::shared_ptr<const Snapshot> snapshot, std::uint64_t version);
  static void abort(const GroupOfPools& known);
  void update(GroupOfPools& known, const Shared<elb::RoutedGroup>& group,
              const GroupCounters& counters);
  Async<> accept(std::shared_ptr<Listening> listening, std::vector<Lane*> lanes);
  void open_session(int door, Socket socket, std::string received);
  void turn_away(Socket& socket);
  Async<> tick();
  void look_around();
  void end();
  void spawn(Async<> work);

  boost::asio::io_context context_{1};
  Executor executor_;
  boost::asio::executor_work_guard<Executor> work_;
  CoarseClock clock_;
  RandomIds ids_;
  LaneLimits limits_;
  std::shared_ptr<ClientCount> clients_;
  BufferBudget budget_;
  ClientNumber last_client_ = 0;
  Timer timer_;
  bool ended_ = false;
  std::atomic<std::uint64_t> applied_{0};
  std::shared_ptr<const Snapshot> snapshot_;
  std::map<std::string, GroupOfPools, std::less<>> groups_;  ///< By ARN.
  std::vector<std::shared_ptr<const Pools>> pools_;  ///< In the order of the table's groups.
  std::multimap<int, std::shared_ptr<Listening>> listening_;  ///< By door.
  boost::intrusive::list<Watched, boost::intrusive::constant_time_size<false>> watched_;
  std::vector<std::int64_t> scratch_;
  std::thread thread_;
};

}  // namespace drydock::proxy
