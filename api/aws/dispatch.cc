#include "api/aws/dispatch.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

#include "api/aws/error_reply.h"
#include "api/aws/protocol.h"
#include "api/aws/routing.h"
#include "api/aws/validation.h"
#include "async/on_executor.h"

namespace drydock::aws {
namespace {

bool speaks_json(const Route& route, const Request& request) {
  if (route.service != nullptr) return route.service->protocol == model::Protocol::json;
  return !request.amz_target.empty() || request.content_type.starts_with("application/x-amz-json");
}

// Stands for the service of a request that names none: an error's format is all it is asked for.
const model::ServiceModel& nameless(bool json) {
  static constexpr model::ServiceModel in_json{.protocol = model::Protocol::json};
  static constexpr model::ServiceModel in_xml{.protocol = model::Protocol::query};
  return json ? in_json : in_xml;
}

/// A request whose body has memory of its own takes its time to read.
bool is_large(const Request& request) { return request.body_storage != nullptr; }

Error missing_authentication() {
  return {error::missing_authentication_token, "Request is missing Authentication Token"};
}

Error without_handler(const Route& route) {
  return {error::not_implemented, "drydock does not emulate " + std::string(route.service->name) +
                                      ":" + std::string(route.operation->name) + " yet."};
}

Error broken_world(bool json, const std::string& what) {
  return {json ? error::server_exception : error::internal_failure,
          "drydock could not carry out the call: " + what};
}

}  // namespace

// One call: the way from a request to its response.
class Dispatcher::Call final : public Invocation {
 public:
  Call(Dispatcher& dispatcher, const Request& request)
      : Call(dispatcher, request, route(request)) {}

  Call(Dispatcher& dispatcher, const Request& request, Route route)
      : dispatcher_(dispatcher), request_(request), route_(std::move(route)) {
    response_.request_id = dispatcher.ids_.uuid();
    refuse_early();
    if (!answered_) open_context();
  }

  [[nodiscard]] bool answered() const { return answered_; }
  [[nodiscard]] Response take_response() { return std::move(response_); }
  [[nodiscard]] const Handler& handler() const { return *handler_; }

  [[nodiscard]] Context& context() override { return *context_; }

  [[nodiscard]] bool read(void* input) override {
    const InputText text{.body = request_.body,
                         .form = route_.form ? &*route_.form : nullptr,
                         .storage = request_.body_storage};
    model::Violations violations;
    const auto decoded = protocol().decode(text, *route_.operation, input, violations);
    if (!decoded) return fail(decoded.error()), false;
    check_constraints(*route_.operation->input, input, violations);
    if (violations.empty()) return true;
    fail(violation_error(*route_.service, *route_.operation, violations));
    return false;
  }

  [[nodiscard]] boost::asio::awaitable<bool> read_apart(void* input) override {
    if (!dispatcher_.readers_ || !is_large(request_)) co_return read(input);
    const bool done = co_await call_on(dispatcher_.readers_, [&] { return read(input); });
    co_return done;
  }

  void succeed(const void* output) override {
    response_.status = 200;
    response_.content_type = protocol().content_type();
    response_.body =
        protocol().encode(*route_.service, *route_.operation, output, response_.request_id);
    answered_ = true;
  }

  void fail(const Error& error) override {
    const model::ServiceModel& service = *route_.service;
    const ErrorReply reply = reply_for(service, error);
    response_.status = reply.http_status;
    response_.content_type = protocol().content_type();
    response_.body = protocol().encode_error(service, reply, response_.request_id);
    response_.error_code = reply.wire_code;
    answered_ = true;
  }

  // An exception from a handler is a broken world: this call fails, the next may not.
  void break_down(const std::string& what) {
    spdlog::error("{}:{} failed: {} (request {})", route_.service->name, route_.operation->name,
                  what, response_.request_id);
    fail(broken_world(is_json(), what));
  }

 private:
  [[nodiscard]] const WireProtocol& protocol() const { return protocol_of(*route_.service); }
  [[nodiscard]] bool is_json() const { return route_.service->protocol == model::Protocol::json; }

  // Answers what needs no handler: no operation, or nobody to carry it out.
  void refuse_early() {
    if (route_.service == nullptr) route_.service = &nameless(speaks_json(route_, request_));
    if (route_.operation == nullptr) return fail(route_.error);
    handler_ = dispatcher_.find_handler(route_);
    if (handler_ == nullptr) fail(without_handler(route_));
  }

  // Who calls, or why AWS would not have them. Where no signature is asked for, none is read: a
  // client may be about to renew the credentials that it still signs with.
  [[nodiscard]] Result<Caller> identify(TimePoint now) const {
    if (is_unsigned(*route_.service, *route_.operation)) {
      return root_of({dispatcher_.defaults_.account, region()}, "");
    }
    if (route_.signature) {
      return caller_of(*route_.signature, region(), dispatcher_.defaults_, dispatcher_.store_, now);
    }
    return route_.signature_error.code().empty() ? missing_authentication()
                                                 : route_.signature_error;
  }

  void open_context() {
    const TimePoint now = dispatcher_.clock_.now();
    Result<Caller> caller = identify(now);
    if (!caller) return fail(in_words_of(*route_.service, caller.error()));
    World world{caller->account, region()};
    context_.emplace(Context{.world = std::move(world),
                             .caller = *std::move(caller),
                             .now = now,
                             .store = dispatcher_.store_,
                             .ids = dispatcher_.ids_,
                             .operation = *route_.operation,
                             .request_id = response_.request_id});
  }

  [[nodiscard]] std::string region() const {
    if (route_.signature && !route_.signature->region.empty()) {
      return std::string(route_.signature->region);
    }
    return std::string(region_of_host(request_.host).value_or(dispatcher_.defaults_.region));
  }

  Dispatcher& dispatcher_;
  const Request& request_;
  Route route_;
  const Handler* handler_ = nullptr;
  std::optional<Context> context_;
  Response response_;
  bool answered_ = false;
};

Dispatcher::Dispatcher(Store& store, IdSource& ids, const Clock& clock, Defaults defaults)
    : store_(store), ids_(ids), clock_(clock), defaults_(std::move(defaults)) {
  for (const auto* service : model::services()) tables_.emplace_back(*service);
}

ServiceTable& Dispatcher::table(const model::ServiceModel& service) {
  const auto at = std::ranges::find(tables_, &service, [](const auto& t) { return &t.service(); });
  if (at == tables_.end()) throw std::logic_error("a service that is not in model::services()");
  return *at;
}

const Handler* Dispatcher::find_handler(const Route& route) const {
  const auto at =
      std::ranges::find(tables_, route.service, [](const auto& t) { return &t.service(); });
  return at->find(*route.operation);
}

std::optional<Response> Dispatcher::try_now(const Request& request) {
  if (is_large(request)) return std::nullopt;
  Call call(*this, request);
  if (call.answered()) return call.take_response();
  try {
    if (!call.handler().call_now(call)) return std::nullopt;
  } catch (const std::exception& broken) {
    call.break_down(broken.what());
  }
  return call.take_response();
}

boost::asio::awaitable<Response> Dispatcher::answer(Request request) {
  Route found;
  if (readers_ && is_large(request)) {
    found = co_await call_on(readers_, [&] { return route(request); });
  } else {
    found = route(request);
  }
  Call call(*this, request, std::move(found));
  if (call.answered()) co_return call.take_response();
  try {
    co_await call.handler().call(call);
  } catch (const boost::system::system_error& error) {
    // The server stops, or the client has gone: nobody is left to answer.
    if (error.code() == boost::asio::error::operation_aborted) throw;
    call.break_down(error.what());
  } catch (const std::exception& broken) {
    call.break_down(broken.what());
  }
  co_return call.take_response();
}

std::vector<OperationCoverage> Dispatcher::coverage() const {
  std::vector<OperationCoverage> all;
  for (const ServiceTable& table : tables_) {
    for (const auto& operation : table.service().operations) {
      all.push_back({table.service().name, operation.name, table.find(operation) != nullptr});
    }
  }
  return all;
}

}  // namespace drydock::aws
