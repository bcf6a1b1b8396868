#pragma once

#include <cstdint>
#include <string>

namespace drydock {

/// Requests that a load balancer has had, and how many of them failed: the client was answered with
/// 5xx, by the load balancer or by a target, or a target broke off its answer. What could not be
/// read as a request is none.
struct RequestsServed {
  std::uint64_t requests = 0;
  std::uint64_t failed = 0;
  friend bool operator==(const RequestsServed&, const RequestsServed&) = default;
};

/// Requests that the targets of a group have been given, and answers of 5xx that they gave.
struct GroupServed {
  std::uint64_t requests = 0;
  std::uint64_t target_5xx = 0;
  friend bool operator==(const GroupServed&, const GroupServed&) = default;
};

/// What the load balancers' data plane tells of a target. The control thread reads it.
class Traffic {
 public:
  virtual ~Traffic() = default;
  /// Requests that a target has been given and not yet answered. `target`: its name in the routing
  /// table.
  [[nodiscard]] virtual std::int64_t in_flight(const std::string& target) const = 0;

  /// Whether a new request may still be given to the target: true until everything that gives out
  /// requests knows that it drains. Once false and in_flight is 0, nothing of it is in use.
  [[nodiscard]] virtual bool may_be_given_requests(const std::string& target) const = 0;
};

}  // namespace drydock
