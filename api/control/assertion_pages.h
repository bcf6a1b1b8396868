#pragma once

#include <boost/asio/awaitable.hpp>

#include "api/control/page.h"
#include "emulator/ports/observations.h"

namespace drydock::control {

/// What a CI job wants to be sure of:
///   POST /_drydock/assertions/mark   begins to observe, or begins anew
///   GET  /_drydock/assertions        {"since", "requests", "requestsFailed", "fewestHealthyTasks",
///                                    "longestOutage", "services", "loadBalancers"}: what there was
///                                    since the mark, in all and of each
/// A query says what is expected: ?requests=100 (so many at least), ?requestsFailed=0 (at most),
/// ?fewestHealthyTasks=2 (at least, of each service) and ?longestOutage=PT30S (at most, of each).
/// Where one does not hold the answer is 417 with a sentence beside the facts. ?service=NAME or
/// CLUSTER/NAME, and ?loadBalancer=NAME or DNS name, leave all others out. 409 before the first
/// mark.
class AssertionPages {
 public:
  explicit AssertionPages(Observations& observations) : observations_(observations) {}

  [[nodiscard]] PageList pages();

 private:
  boost::asio::awaitable<http::Answer> mark(const http::Call& call);
  boost::asio::awaitable<http::Answer> check(const http::Call& call);

  Observations& observations_;
};

}  // namespace drydock::control
