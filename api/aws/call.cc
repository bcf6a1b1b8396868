#include "api/aws/call.h"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "api/aws/decoding.h"
#include "api/aws/error_reply.h"
#include "async/log.h"
#include "async/on_executor.h"

namespace drydock::aws {
namespace {

// Stands for the service of a request that names none, in an error's answer.
constexpr model::ServiceModel nameless{};

Error without_handler(const Route& route) {
  return {error::not_implemented, "drydock does not emulate " + std::string(route.service->name) +
                                      ":" + std::string(route.operation->name) + " yet."};
}

Error broken_world(model::Protocol protocol, const std::string& what) {
  return {is_form(protocol) ? error::internal_failure : error::server_exception,
          "drydock could not carry out the call: " + what};
}

}  // namespace

Call::Call(const Surroundings& surroundings, const Request& request)
    : surroundings_(surroundings), request_(request) {
  if (surroundings.log.enabled()) begun_ = surroundings.log.stopwatch();
  response_.request_id = surroundings.ids.uuid();
}

bool Call::route(const ServiceTables& tables) {
  route_ = aws::route(request_);
  return find_handler(tables);
}

boost::asio::awaitable<bool> Call::route_apart(const ServiceTables& tables) {
  if (!surroundings_.readers || !is_large(request_)) co_return route(tables);
  Route found = co_await call_on(surroundings_.readers, [this] { return aws::route(request_); });
  route_ = std::move(found);
  co_return find_handler(tables);
}

bool Call::find_handler(const ServiceTables& tables) {
  if (route_.service == nullptr) route_.service = &nameless;
  if (route_.operation == nullptr) return refuse(route_.error);
  handler_ = tables.of(*route_.service).find(*route_.operation);
  return handler_ != nullptr || refuse(without_handler(route_));
}

bool Call::identify() {
  const Surroundings& all = surroundings_;
  const TimePoint now = all.clock.now();
  const std::string region(region_of(route_, request_).value_or(all.defaults.region));
  Result<Caller> caller = aws::identify(route_, region, all.defaults, all.store, now);
  if (!caller) return refuse(in_words_of(route_.protocol->kind(), caller.error()));
  World world{caller->account, region};
  context_.emplace(Context{.world = std::move(world),
                           .caller = *std::move(caller),
                           .now = now,
                           .store = all.store,
                           .ids = all.ids,
                           .service = *route_.service,
                           .operation = *route_.operation,
                           .request_id = response_.request_id});
  return true;
}

bool Call::authorize() {
  const auto allowed = surroundings_.authorizer.check(*context_);
  return allowed || refuse(in_words_of(route_.protocol->kind(), allowed.error()));
}

bool Call::decode(void* input) {
  const InputText text{.body = request_.body,
                       .form = route_.form ? &*route_.form : nullptr,
                       .storage = request_.body_storage};
  const auto decoded = decode_input(*route_.protocol, *route_.operation, text, input);
  return decoded || refuse(decoded.error());
}

boost::asio::awaitable<bool> Call::decode_apart(void* input) {
  if (!surroundings_.readers || !is_large(request_)) co_return decode(input);
  const bool decoded = co_await call_on(surroundings_.readers, [&] { return decode(input); });
  co_return decoded;
}

bool Call::handle_now() {
  try {
    return handler_->call_now(*this);
  } catch (const std::exception& broken) {
    break_down(broken.what());
    return true;
  }
}

boost::asio::awaitable<void> Call::handle() {
  try {
    co_await handler_->call(*this);
  } catch (const boost::system::system_error& error) {
    // The server stops, or the client has gone: nobody is left to answer.
    if (error.code() == boost::asio::error::operation_aborted) throw;
    break_down(error.what());
  } catch (const std::exception& broken) {
    break_down(broken.what());
  }
}

Response Call::log() {
  const AccessLog& log = surroundings_.log;
  if (log.enabled()) {
    log.write({.account = context_ ? context_->world.account : std::string_view(),
               .service = route_.service->name,
               .operation = route_.operation ? route_.operation->name : route_.asked,
               .status = response_.status,
               .error_code = response_.error_code,
               .duration = log.stopwatch() - begun_});
  }
  return std::move(response_);
}

void Call::succeed(const void* output) {
  answer(200,
         route_.protocol->encode(*route_.service, *route_.operation, output, response_.request_id));
}

void Call::fail(const Error& error) {
  const model::ServiceModel& service = *route_.service;
  const ErrorReply reply = reply_for(service, route_.protocol->kind(), error);
  answer(reply.http_status, route_.protocol->encode_error(service, reply, response_.request_id));
  response_.error_code = reply.wire_code;
  // https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
  if (service.query_compatible && !is_form(route_.protocol->kind())) {
    const std::string fault = reply.sender_fault ? ";Sender" : ";Receiver";
    response_.headers.emplace_back("x-amzn-query-error", reply.query_code + fault);
  }
}

void Call::answer(unsigned status, std::string body) {
  const WireProtocol& protocol = *route_.protocol;
  response_.status = status;
  if (!body.empty()) response_.content_type = protocol.content_type();
  response_.body = std::move(body);
  if (!protocol.smithy_protocol().empty()) {
    response_.headers.emplace_back("smithy-protocol", protocol.smithy_protocol());
  }
}

bool Call::refuse(const Error& error) {
  fail(error);
  return false;
}

// An exception from a handler is a broken world: this call fails, the next may not.
void Call::break_down(const std::string& what) {
  log::error("{}:{} failed: {} (request {})", route_.service->name, route_.operation->name, what,
             response_.request_id);
  fail(broken_world(route_.protocol->kind(), what));
}

}  // namespace drydock::aws
