#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ports/traffic.h"

namespace drydock {

/// What has become of a service. A task is healthy while it is RUNNING, its containers' health
/// checks pass, and all of its targets are healthy.
struct ServiceObserved {
  World world;
  std::string service;         ///< Its key, "<cluster>/<name>".
  int fewest_healthy = 0;      ///< Tasks at one time.
  Duration longest_outage{0};  ///< The longest time in which no task was healthy.
};

struct BalancerObserved {
  std::string dns_name;
  RequestsServed served;
};

struct Observed {
  TimePoint since;
  std::vector<ServiceObserved> services;
  std::vector<BalancerObserved> load_balancers;  ///< Those that had requests.
};

/// Keeps what a test wants to know about the time since it set a mark. The control thread only.
class Observations {
 public:
  virtual ~Observations() = default;

  /// Forgets what was before. A service that is made later is observed from when it first has as
  /// many healthy tasks as it is to have.
  virtual boost::asio::awaitable<void> mark() = 0;
  /// Nothing before the first mark.
  [[nodiscard]] virtual std::optional<Observed> observed() const = 0;
};

}  // namespace drydock
