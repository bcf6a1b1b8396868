#include "api/aws/dispatch.h"

namespace drydock::aws {

// The stages of a call: route, identify, authorize, decode and handle, log. What has to be kept is
// committed after them, where the server sends the answer; api/aws/README.md tells why there.

std::optional<Response> Dispatcher::try_now(const Request& request) {
  if (is_large(request)) return std::nullopt;
  Call call(surroundings_, request);
  const bool open = call.route(tables_) && call.identify() && call.authorize();
  if (open && !call.handle_now()) return std::nullopt;
  return call.log();
}

boost::asio::awaitable<Response> Dispatcher::answer(Request request) {
  Call call(surroundings_, request);
  const bool routed = co_await call.route_apart(tables_);
  const bool open = routed && call.identify() && call.authorize();
  if (open) co_await call.handle();
  co_return call.log();
}

std::vector<OperationCoverage> Dispatcher::coverage() const {
  std::vector<OperationCoverage> all;
  for (const ServiceTable& table : tables_.all()) {
    for (const auto& operation : table.service().operations) {
      all.push_back({table.service().name, operation.name, table.find(operation) != nullptr});
    }
  }
  return all;
}

}  // namespace drydock::aws
