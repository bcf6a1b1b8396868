#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "api/aws/call.h"
#include "api/aws/request.h"
#include "api/aws/service_table.h"
#include "emulator/model/service.h"

namespace drydock::aws {

/// Whether an operation of the models is emulated.
struct OperationCoverage {
  std::string_view service;
  std::string_view operation;
  bool has_handler = false;

  friend bool operator==(const OperationCoverage&, const OperationCoverage&) = default;
};

/// Takes AWS calls from the wire to their handlers and back, stage by stage. Whatever goes wrong on
/// the way becomes the error that AWS answers, in the service's own format. Lives on the control
/// thread.
class Dispatcher {
 public:
  explicit Dispatcher(Surroundings surroundings) : surroundings_(std::move(surroundings)) {}

  /// The table to put a service's handlers in; one for each service.
  ServiceTable& table(const model::ServiceModel& service) { return tables_.of(service); }

  /// Answers a call that needs no waiting, and every call that is in error; nothing for one whose
  /// handler is a coroutine or whose body is large, which `answer` is for.
  [[nodiscard]] std::optional<Response> try_now(const Request& request);

  /// Answers any call. What `request` looks at must outlive it.
  boost::asio::awaitable<Response> answer(Request request);

  /// Every operation of every model, sorted by service and name.
  [[nodiscard]] std::vector<OperationCoverage> coverage() const;

 private:
  Surroundings surroundings_;
  ServiceTables tables_;
};

}  // namespace drydock::aws
