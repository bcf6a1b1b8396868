#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>
#include <vector>

#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/proxy/proxy.h"
#include "tests/runtime/proxy/wire.h"

namespace drydock::proxy::testing {

/// A proxy with one listener, "listener", before one group, "group", of targets on loopback.
class Balancer {
 public:
  explicit Balancer(Proxy::Options options = {});

  /// The table that route() publishes; a test may change it before.
  elb::RoutingTable table;
  elb::RoutedGroup& group() { return table.groups[0].edit(); }
  elb::RoutedListener& listener() { return table.listeners[0]; }

  void add_target(int port);
  /// Publishes and waits until every thread uses the table.
  void route();
  /// Publishes a table in which only these targets take new requests.
  void route_to(std::vector<std::uint32_t> eligible);

  [[nodiscard]] int port() const { return proxy.bound_ports().at("listener"); }
  [[nodiscard]] Wire connect() const { return Wire::connect(port()); }
  /// One request on a connection of its own: the whole answer.
  [[nodiscard]] std::string ask(const std::string& sent) const;
  [[nodiscard]] std::string get(const std::string& path = "/") const;
  [[nodiscard]] static std::string target(int number) { return "group t" + std::to_string(number); }
  /// Waits until a number that another thread changes fits. False after 20 s.
  static bool until(const std::function<bool()>& fits);

 private:
  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  RandomIds ids_{7};

 public:
  Proxy proxy;
};

/// A balancer before one target.
class OneTarget {
 public:
  explicit OneTarget(Backend::Serve serve, Proxy::Options options = {});
  /// Until a second of drydock's time is over: so long a listener waits that is there for nothing
  /// else.
  void pass_a_second();

  Backend backend;
  Balancer balancer;
};

inline const std::string request = "GET / HTTP/1.1\r\nHost: shop\r\n\r\n";
/// A second of drydock's time is 40 ms of the machine's.
inline const Proxy::Options hurried{.host = "127.0.0.1", .io_threads = 1, .speed = 25};

/// The page of the load balancer's own for a status.
std::string page(const std::string& title);
/// The head of an answer of the load balancer's own, with its date left out.
std::string without_date(const std::string& message);
std::string own_answer(const std::string& title, const std::string& connection = "keep-alive");
/// What follows the head.
std::string body_of(const std::string& message);
/// The first line, without its end.
std::string first_line(const std::string& message);

}  // namespace drydock::proxy::testing
