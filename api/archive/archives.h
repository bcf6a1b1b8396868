#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <string>
#include <utility>

#include "api/archive/backend.h"
#include "api/http/exchange.h"
#include "emulator/base/result.h"

namespace drydock::archive {

/// The state with its images as one file, to take it to another drydock:
///
///   GET  /_drydock/state.tar   gives it
///   POST /_drydock/state.tar   takes it on in place of all records, tasks and containers
///
/// The file is a tar archive of an OCI image layout, which other tools read, and the records:
///
///     oci-layout
///     index.json
///     state.json              as GET /_drydock/state gives it
///     blobs/sha256/<64 hex>   each once, whoever has it
///
/// It streams in and out: no blob is in memory whole. One at a time, in or out, since its records
/// are. Runs on I/O threads.
class Archives {
 public:
  explicit Archives(Backend backend) : backend_(std::move(backend)) {}

  boost::asio::awaitable<void> serve(http::Exchange& exchange);

 private:
  boost::asio::awaitable<void> send(http::Exchange& exchange);
  boost::asio::awaitable<void> take(http::Exchange& exchange);

  const Backend backend_;
  std::atomic_flag busy_;
};

}  // namespace drydock::archive
