#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "api/aws/access_log.h"
#include "api/aws/authorizer.h"
#include "api/aws/context.h"
#include "api/aws/handler.h"
#include "api/aws/identity.h"
#include "api/aws/request.h"
#include "api/aws/routing.h"
#include "api/aws/service_table.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/id_source.h"

namespace drydock::aws {

/// What all calls have in common.
struct Surroundings {
  Store& store;
  IdSource& ids;
  const Clock& clock;
  Defaults defaults = {};
  const Authorizer& authorizer = everyone_may();
  /// Reads large requests, on other threads than the control thread's. Where there is none they are
  /// read where all else is done.
  boost::asio::any_io_executor readers = {};
  AccessLog log = {};
};

/// Whether a request's body has memory of its own, and takes its time to read.
inline bool is_large(const Request& request) { return request.body_storage != nullptr; }

/// One call on its way through its stages, which stand below in their order and are gone through in
/// Dispatcher. A stage that is false has refused the call: the answer is there, and all that is
/// left to do is `log`. What `surroundings` and `request` look at outlives it.
class Call final : private Invocation {
 public:
  Call(const Surroundings& surroundings, const Request& request);

  /// Finds the operation that is asked for, and who carries it out.
  [[nodiscard]] bool route(const ServiceTables& tables);
  /// The same for a call that may wait: a large request is looked at on another thread meanwhile.
  [[nodiscard]] boost::asio::awaitable<bool> route_apart(const ServiceTables& tables);
  /// Finds out who calls, and so in whose world.
  [[nodiscard]] bool identify();
  /// Asks whether the caller may.
  [[nodiscard]] bool authorize();
  /// Has the input decoded and validated, and the call carried out. False, with nothing done, where
  /// the handler may have to wait.
  [[nodiscard]] bool handle_now();
  /// The same, waiting where the handler must.
  boost::asio::awaitable<void> handle();
  /// Tells of the call, and gives its answer away.
  [[nodiscard]] Response log();

 private:
  [[nodiscard]] Context& context() override { return *context_; }
  [[nodiscard]] bool decode(void* input) override;
  [[nodiscard]] boost::asio::awaitable<bool> decode_apart(void* input) override;
  void succeed(const void* output) override;
  void fail(const Error& error) override;

  [[nodiscard]] bool find_handler(const ServiceTables& tables);
  void answer(unsigned status, std::string body);
  [[nodiscard]] bool refuse(const Error& error);
  void break_down(const std::string& what);

  const Surroundings& surroundings_;
  const Request& request_;
  std::chrono::nanoseconds begun_{};  ///< By the log's stopwatch; measured for the log alone.
  Route route_;
  const Handler* handler_ = nullptr;
  std::optional<Context> context_;
  Response response_;
};

}  // namespace drydock::aws
