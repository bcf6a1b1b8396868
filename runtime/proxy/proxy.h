#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/elb/routing.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/id_source.h"
#include "emulator/ports/traffic.h"
#include "runtime/proxy/lane.h"
#include "runtime/proxy/snapshot.h"

namespace drydock::proxy {

/// The load balancers' data plane: real listeners, and real requests to real targets. It runs on
/// threads of its own by the routing table that it is given; all calls here are the control
/// thread's.
class Proxy : public Traffic {
 public:
  struct Options {
    std::string host = "127.0.0.1";  ///< What listeners bind to.
    int io_threads = 1;
    double speed = 1.0;  ///< The Clock's.
    /// Further addresses of this machine: where one has the port too, listeners answer there.
    std::vector<std::string> more_hosts = {};
    /// Connections of clients, of all listeners together. More are answered 503 and closed.
    std::size_t most_clients = 8192;
    /// What their buffers may hold together before a large head is refused and bodies stream in
    /// smaller pieces.
    std::size_t most_buffered = std::size_t{64} * 1024 * 1024;
  };

  Proxy(const Clock& clock, IdSource& ids, Options options);
  ~Proxy() override;

  void start();
  /// Ends every connection and waits for the threads.
  void stop();

  /// Routes by this table from now on. Listeners that it does not have, or has with another port,
  /// are closed and new ones bound: to their own port, which listeners of several load balancers
  /// share (see elb::Door), or, where somebody else has it or it needs a privilege, to a free one.
  /// In the first table a listener's given port comes before its own: clients know the port that
  /// they had in the run before.
  void publish(elb::RoutingTable table);

  /// The port of this machine that each listener answers at; 0 where it could not be bound at all.
  [[nodiscard]] const std::map<std::string, int>& bound_ports() const { return bound_ports_; }
  /// A listener waits for a port that another one has just left: publish again in a moment.
  [[nodiscard]] bool awaits_port() const { return awaits_port_; }

  /// Takes over a connection of drydock's own port that asks for a load balancer by its DNS name.
  void adopt(Accepted connection);

  /// Whether every request that begins from now on is routed by the table published last.
  [[nodiscard]] bool settled() const { return applied_version() == version_; }

  /// Since the start, by the load balancers' DNS names.
  [[nodiscard]] std::map<std::string, RequestsServed> requests_served() const {
    return counters_.requests_served();
  }

  /// By the target groups' ARNs, of those that something forwards to.
  [[nodiscard]] std::map<std::string, GroupServed> served_by_groups() const {
    return counters_.served_by_groups();
  }

  [[nodiscard]] std::int64_t in_flight(const std::string& target) const override;
  [[nodiscard]] bool may_be_given_requests(const std::string& target) const override;

 private:
  using Acceptors = std::vector<Accepted>;

  void leave_doors(const elb::RoutingTable& table);
  void find_doors(const elb::RoutingTable& table);
  void find_door(const elb::RoutedListener& listener);
  void close_doors();
  void open_doors();
  int open_door(const elb::RoutedListener& listener);
  [[nodiscard]] int wanted_port(const elb::RoutedListener& listener) const;
  [[nodiscard]] std::map<int, elb::Door> doors(const elb::RoutingTable& table) const;
  void note_takers(const elb::RoutingTable& table);
  void note_takers_of(const elb::RoutedGroup& before, const elb::RoutedGroup& group);
  void forget_left();
  [[nodiscard]] std::uint64_t applied_version() const;

  Options options_;
  boost::asio::io_context binding_;  ///< Never run: listening sockets are made on it.
  std::vector<std::unique_ptr<Lane>> lanes_;
  Counters counters_;
  std::shared_ptr<ClientCount> clients_ = std::make_shared<ClientCount>(0);
  std::map<std::string, int> bound_ports_;
  std::map<std::string, int> wanted_ports_;        ///< Of the same listeners, their own.
  std::map<int, std::vector<std::string>> doors_;  ///< By port: who answers there, the first first.
  std::map<int, Acceptors> new_doors_;             ///< Bound, and not yet listened on.
  std::map<int, std::uint64_t> closing_;           ///< Ports, with the version that closes them.
  bool awaits_port_ = false;
  std::size_t next_lane_ = 0;
  std::uint64_t version_ = 0;
  /// Targets that take requests, with 0, and those that some thread may still give one to, with the
  /// first version of the table in which they take none.
  std::map<std::string, std::uint64_t> takes_none_since_;
  std::multimap<std::uint64_t, std::string> leaving_;  ///< Those that take none, by that version.
  std::map<std::string, Shared<elb::RoutedGroup>> noted_;  ///< The last table's groups, by ARN.
};

}  // namespace drydock::proxy
