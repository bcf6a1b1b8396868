#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/exchange.h"

namespace drydock::http {

/// Whom the operator trusts beyond this machine's own names.
struct TrustedNames {
  /// Host names that clients may call drydock by; "*.example.com" stands for all below it, "*" for
  /// any.
  std::vector<std::string> hosts;
  /// Origins, as "https://app.example.com:3000", whose pages may call drydock; "*" for any.
  std::vector<std::string> origins;
};

/// Keeps web pages out. A browser sends whatever a page tells it to; what the page cannot change is
/// the name that it believes it talks to (Host), where it came from (Origin), and that it is
/// another site's (Sec-Fetch-Site). Command-line clients and SDKs send no such header.
/// https://www.w3.org/TR/fetch-metadata/ and https://fetch.spec.whatwg.org/#origin-header
class OriginGuard {
 public:
  explicit OriginGuard(TrustedNames trusted);

  /// Why a request may not come in, as a sentence; nothing if it may.
  [[nodiscard]] std::optional<std::string> refusal(const RequestHeader& request) const;

  /// The origin of another host's page that may call and must be told so; nothing for all other
  /// requests that may come in.
  [[nodiscard]] std::optional<std::string_view> allowed_origin(const RequestHeader& request) const;

 private:
  [[nodiscard]] bool knows_host(std::string_view name) const;
  [[nodiscard]] bool trusts_origin(std::string_view origin) const;
  [[nodiscard]] std::optional<std::string> refuse_host(const RequestHeader& request) const;
  [[nodiscard]] std::optional<std::string> refuse_origin(const RequestHeader& request) const;

  TrustedNames trusted_;
};

/// The header that a call to /_drydock/ which changes something must have: no web form can send it.
inline constexpr std::string_view control_header = "X-Drydock";

}  // namespace drydock::http
