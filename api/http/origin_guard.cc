#include "api/http/origin_guard.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <utility>

#include "emulator/base/host_name.h"

namespace drydock::http {
namespace {

using boost::beast::iequals;
using boost::beast::http::field;
using boost::beast::http::verb;

std::string_view value_of(const RequestHeader& request, std::string_view name) {
  const auto at = request.find(name);
  return at == request.end() ? std::string_view() : std::string_view(at->value());
}

std::string_view host_of(const RequestHeader& request) {
  const auto at = request.find(field::host);
  return at == request.end() ? std::string_view() : std::string_view(at->value());
}

/// drydock's own page: "http://" and the very Host that was called.
bool is_own(std::string_view origin, std::string_view host) {
  const std::size_t scheme = origin.find("://");
  return scheme != std::string_view::npos && iequals(origin.substr(scheme + 3), host);
}

bool changes_nothing(verb method) {
  return method == verb::get || method == verb::head || method == verb::options;
}

}  // namespace

OriginGuard::OriginGuard(TrustedNames trusted) : trusted_(std::move(trusted)) {
  for (std::string& host : trusted_.hosts) host = host_name(host);
}

bool OriginGuard::knows_host(std::string_view name) const {
  // A name that a page's owner cannot point at this machine: nobody can register one of these.
  if (is_address(name) || is_within(name, "localhost")) return true;
  if (is_within(name, "amazonaws.com") || is_within(name, "amazonaws.com.cn")) return true;
  return std::ranges::any_of(trusted_.hosts, [&](const std::string& trusted) {
    if (trusted == "*") return true;
    if (trusted.starts_with("*.")) return is_within(name, std::string_view(trusted).substr(2));
    return trusted == name;
  });
}

bool OriginGuard::trusts_origin(std::string_view origin) const {
  return std::ranges::any_of(trusted_.origins, [&](const std::string& trusted) {
    return trusted == "*" || iequals(trusted, origin);
  });
}

std::optional<std::string> OriginGuard::refuse_host(const RequestHeader& request) const {
  const std::string name = host_name(host_of(request));
  // HTTP/1.0 need not have one, and no browser leaves it out.
  if (name.empty() && request.version() == 10) return std::nullopt;
  if (knows_host(name)) return std::nullopt;
  return "drydock does not answer to the host '" + name +
         "': call it by an address or as localhost, or start it with --allow-host " + name + ".";
}

std::optional<std::string> OriginGuard::refuse_origin(const RequestHeader& request) const {
  const std::string_view origin = value_of(request, "Origin");
  if (!origin.empty() && !is_own(origin, host_of(request)) && !trusts_origin(origin)) {
    return "drydock takes no calls from pages of " + std::string(origin) +
           "; start it with --allow-origin " + std::string(origin) + " to let them in.";
  }
  if (origin.empty() && iequals(value_of(request, "Sec-Fetch-Site"), "cross-site")) {
    return "drydock takes no calls from pages of another site; open its address by hand.";
  }
  return std::nullopt;
}

std::optional<std::string> OriginGuard::refusal(const RequestHeader& request) const {
  if (auto refused = refuse_host(request)) return refused;
  if (auto refused = refuse_origin(request)) return refused;
  const bool control = std::string_view(request.target()).starts_with("/_drydock/");
  if (!control || changes_nothing(request.method())) return std::nullopt;
  if (request.find(control_header) != request.end()) return std::nullopt;
  return "A call that changes drydock wants the header 'X-Drydock: 1', which no web form can send.";
}

std::optional<std::string_view> OriginGuard::allowed_origin(const RequestHeader& request) const {
  const std::string_view origin = value_of(request, "Origin");
  if (origin.empty() || is_own(origin, host_of(request)) || !trusts_origin(origin)) {
    return std::nullopt;
  }
  return origin;
}

}  // namespace drydock::http
