#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <variant>

#include "emulator/base/time.h"
#include "emulator/ports/engine.h"

namespace drydock {

/// The target answered with this HTTP status.
struct ProbeStatus {
  int code = 0;
};
/// It could not be connected to, or broke off.
struct ProbeFailed {};
/// It did not answer in time.
struct ProbeTimedOut {};

using ProbeOutcome = std::variant<ProbeStatus, ProbeFailed, ProbeTimedOut>;

struct ProbeRequest {
  std::string target;  ///< The key of the target's record.
  Engine::Endpoint endpoint;
  std::string host_header;  ///< "<target ip>:<port>", as an ALB sends it.
  std::string path = "/";
  Duration timeout{5000};
};

/// Asks a target whether it is well, as an Application Load Balancer does: `GET path HTTP/1.1` with
/// `User-Agent: ELB-HealthChecker/2.0`.
class HealthProbe {
 public:
  virtual ~HealthProbe() = default;
  virtual boost::asio::awaitable<ProbeOutcome> probe(ProbeRequest request) = 0;
};

}  // namespace drydock
