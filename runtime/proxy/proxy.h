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
  };

  Proxy(const Clock& clock, IdSource& ids, Options options);
  ~Proxy() override;

  void start();
  /// Ends every connection and waits for the threads.
  void stop();

  /// Routes by this table from now on. Listeners that it does not have are closed, new ones bound:
  /// to their own port, or, where that is taken or needs a privilege, to a free one.
  void publish(elb::RoutingTable table);

  /// The port of this machine that each listener listens on; 0 where it could not be bound at all.
  [[nodiscard]] const std::map<std::string, int>& bound_ports() const { return bound_ports_; }

  /// Takes over a connection whose requests are for this host, a load balancer's DNS name.
  void adopt(Accepted connection, std::string host);

  /// Whether every request that begins from now on is routed by the table published last.
  [[nodiscard]] bool settled() const { return applied_version() == version_; }

  [[nodiscard]] std::int64_t in_flight(const std::string& target) const override;
  [[nodiscard]] bool may_be_given_requests(const std::string& target) const override;

 private:
  void bind_new(const elb::RoutingTable& table);
  void close_old(const elb::RoutingTable& table);
  int bind(const elb::RoutedListener& listener);
  void note_takers(const elb::RoutingTable& table);
  [[nodiscard]] std::uint64_t applied_version() const;

  Options options_;
  boost::asio::io_context binding_;  ///< Never run: listening sockets are made on it.
  std::vector<std::unique_ptr<Lane>> lanes_;
  Counters counters_;
  std::map<std::string, int> bound_ports_;
  std::size_t next_lane_ = 0;
  std::uint64_t version_ = 0;
  /// Targets that take requests, with 0, and those that some thread may still give one to, with the
  /// first version of the table in which they take none.
  std::map<std::string, std::uint64_t> takes_none_since_;
};

}  // namespace drydock::proxy
