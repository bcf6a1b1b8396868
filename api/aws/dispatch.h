#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "api/aws/context.h"
#include "api/aws/identity.h"
#include "api/aws/request.h"
#include "api/aws/service_table.h"
#include "emulator/model/service.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/id_source.h"

namespace drydock::aws {

struct Route;

/// Whether an operation of the models is emulated.
struct OperationCoverage {
  std::string_view service;
  std::string_view operation;
  bool has_handler = false;

  friend bool operator==(const OperationCoverage&, const OperationCoverage&) = default;
};

/// Takes AWS calls from the wire to their handlers and back. It finds the operation, reads and
/// validates its input, and writes what the handler gives; whatever goes wrong on the way becomes
/// the error that AWS answers, in the service's own format. Lives on the control thread.
class Dispatcher {
 public:
  Dispatcher(Store& store, IdSource& ids, const Clock& clock, Defaults defaults = {});

  /// The table to put a service's handlers in; one for each service.
  ServiceTable& table(const model::ServiceModel& service);

  /// Reads large requests on `readers`, other threads than the control thread's. Without it they
  /// are read where all else is done.
  void read_large_requests_on(boost::asio::any_io_executor readers) {
    readers_ = std::move(readers);
  }

  /// Answers a call that needs no waiting, and every call that is in error; nothing for one whose
  /// handler is a coroutine or whose body is large, which `answer` is for.
  [[nodiscard]] std::optional<Response> try_now(const Request& request);

  /// Answers any call. What `request` looks at must outlive it.
  boost::asio::awaitable<Response> answer(Request request);

  /// Every operation of every model, sorted by service and name.
  [[nodiscard]] std::vector<OperationCoverage> coverage() const;

 private:
  class Call;

  [[nodiscard]] const Handler* find_handler(const Route& route) const;

  Store& store_;
  IdSource& ids_;
  const Clock& clock_;
  Defaults defaults_;
  boost::asio::any_io_executor readers_;
  std::vector<ServiceTable> tables_;  // As model::services().
};

}  // namespace drydock::aws
