#pragma once

#include <cstdint>
#include <string>

namespace drydock {

/// What the load balancers' data plane tells of a target. The control thread reads it.
class Traffic {
 public:
  virtual ~Traffic() = default;
  /// Requests that a target has been given and not yet answered. `target` as in the routing table:
  /// "<target group arn> <id>:<port>".
  [[nodiscard]] virtual std::int64_t in_flight(const std::string& target) const = 0;

  /// Whether a new request may still be given to the target: true until everything that gives out
  /// requests knows that it drains. Once false and in_flight is 0, nothing of it is in use.
  [[nodiscard]] virtual bool may_be_given_requests(const std::string& target) const = 0;
};

}  // namespace drydock
