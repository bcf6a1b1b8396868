#include "api/registry/registry.h"

#include <algorithm>
#include <array>
#include <optional>
#include <variant>

#include "api/http/whole_answer.h"
#include "api/registry/blobs.h"
#include "api/registry/listings.h"
#include "api/registry/login.h"
#include "api/registry/manifests.h"
#include "api/registry/oci_error.h"
#include "api/registry/uploads.h"
#include "async/log.h"
#include "async/on_executor.h"

namespace drydock::registry {
namespace asio = boost::asio;
namespace bhttp = boost::beast::http;

namespace {

// https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#determining-support
http::Response greet(const Session&) {
  // "This endpoint MAY be used for authentication/authorization purposes."
  http::Response response = make_response(200);
  response.set(bhttp::field::content_type, "application/json");
  response.body() = "{}";
  return response;
}

/// Reads and changes records only: one visit to the control thread.
using OnControl = http::Response (*)(const Session&);
/// Moves bytes, or waits in between.
using Streaming = asio::awaitable<http::Response> (*)(Session&);
/// Answers by itself.
using Sending = asio::awaitable<void> (*)(Session&);

struct Endpoint {
  Route::Kind kind;
  bhttp::verb method;
  std::variant<OnControl, Streaming, Sending> handler;
};

using Kind = Route::Kind;
using bhttp::verb;

/// The protocol's table of contents.
const std::array endpoints{
    Endpoint{Kind::base, verb::get, greet},
    Endpoint{Kind::catalog, verb::get, list_repositories},
    Endpoint{Kind::tags, verb::get, list_tags},
    Endpoint{Kind::referrers, verb::get, list_referrers},
    Endpoint{Kind::blob, verb::head, describe_blob},
    Endpoint{Kind::blob, verb::get, send_blob},
    Endpoint{Kind::blob, verb::delete_, delete_blob},
    Endpoint{Kind::uploads, verb::post, start_upload},
    Endpoint{Kind::upload, verb::get, describe_upload},
    Endpoint{Kind::upload, verb::patch, append_to_upload},
    Endpoint{Kind::upload, verb::put, finish_upload},
    Endpoint{Kind::upload, verb::delete_, cancel_upload},
    Endpoint{Kind::manifest, verb::get, get_manifest},
    Endpoint{Kind::manifest, verb::put, put_manifest},
    Endpoint{Kind::manifest, verb::delete_, delete_manifest},
};

/// A HEAD without an endpoint of its own is a GET whose body is not sent.
const Endpoint* find_endpoint(Kind kind, verb method) {
  const auto fits = [&](verb wanted) {
    return std::ranges::find_if(endpoints, [&](const Endpoint& endpoint) {
      return endpoint.kind == kind && endpoint.method == wanted;
    });
  };
  auto found = fits(method);
  if (found == endpoints.end() && method == verb::head) found = fits(verb::get);
  return found == endpoints.end() ? nullptr : &*found;
}

http::Response refuse_method(Kind kind) {
  if (kind == Kind::unknown) {
    return to_response({404, "UNSUPPORTED", "the registry has no such address"});
  }
  http::Response response = to_response({405, "UNSUPPORTED", "The operation is unsupported."});
  std::string allowed;
  for (const Endpoint& endpoint : endpoints) {
    if (endpoint.kind != kind) continue;
    const auto method = bhttp::to_string(endpoint.method);
    allowed += (allowed.empty() ? "" : ", ") + std::string(method.data(), method.size());
  }
  response.set(bhttp::field::allow, allowed);
  return response;
}

asio::awaitable<http::Response> call(const Endpoint& endpoint, Session& session) {
  if (const auto* streaming = std::get_if<Streaming>(&endpoint.handler)) {
    co_return co_await (*streaming)(session);
  }
  const OnControl handler = std::get<OnControl>(endpoint.handler);
  co_return co_await call_on(session.backend.control, [&] { return handler(session); });
}

/// The handler's answer; a broken world (a disk that fails) is a 500. An error of the connection,
/// which asio throws, ends the request.
asio::awaitable<http::Response> call_safely(const Endpoint& endpoint, Session& session) {
  try {
    co_return co_await call(endpoint, session);
  } catch (const boost::system::system_error&) {
    throw;
  } catch (const std::exception& error) {
    log::error("registry: {}", error.what());
  }
  co_return to_response({500, "UNKNOWN", "unknown error"});
}

}  // namespace

asio::awaitable<void> Registry::serve(http::Exchange& exchange) const {
  const http::RequestHeader& request = exchange.request();
  const Route route = parse_route({request.target().data(), request.target().size()});
  const TimePoint now = co_await call_on(backend_.control, [&] { return backend_.clock.now(); });
  auto login = log_in(request, route, backend_.tokens, now);
  if (auto* refusal = std::get_if<http::Response>(&login)) {
    co_await http::answer(exchange, std::move(*refusal));
    co_return;
  }
  const auto& grant = std::get<ecr::Grant>(login);
  Session session{exchange, backend_, route, grant.world, pieces_, grant.counts_pulls};
  const Endpoint* endpoint = find_endpoint(route.kind, request.method());
  if (endpoint == nullptr) {
    co_await http::answer(exchange, refuse_method(route.kind));
  } else if (const auto* sending = std::get_if<Sending>(&endpoint->handler)) {
    co_await (*sending)(session);
  } else {
    http::Response response = co_await call_safely(*endpoint, session);
    co_await http::answer(exchange, std::move(response));
  }
}

}  // namespace drydock::registry
