#pragma once

#include <boost/asio/awaitable.hpp>

#include "api/http/exchange.h"
#include "api/registry/session.h"

namespace drydock::registry {

/// The OCI distribution protocol, as ECR speaks it to docker, podman, skopeo and their like.
/// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md
class Registry {
 public:
  /// All that `backend` refers to outlives every request.
  explicit Registry(Backend backend) : backend_(std::move(backend)) {}

  /// Answers one request. Runs on any thread; whatever it asks of the control thread is short.
  boost::asio::awaitable<void> serve(http::Exchange& exchange) const;

 private:
  const Backend backend_;
  mutable PieceBudget pieces_;
};

}  // namespace drydock::registry
