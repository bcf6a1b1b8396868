#include "emulator/iam/web_identity.h"

#include <algorithm>

#include "emulator/base/base64.h"
#include "emulator/json/document.h"

namespace drydock::iam {
namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view white = " \t\r\n";
  const auto first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

/// Base64 with the URL's alphabet and no padding. https://www.rfc-editor.org/rfc/rfc4648#section-5
std::optional<std::string> decode_part(std::string_view part) {
  std::string text(part);
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  while (text.size() % 4 != 0) text.push_back('=');
  return base64_decode(text);
}

std::string text_of(json::View view) { return std::string(view.as_string().value_or("")); }

}  // namespace

std::optional<WebIdentity> read_web_identity(std::string_view token) {
  token = trim(token);
  if (std::ranges::count(token, '.') != 2) return std::nullopt;
  const auto first = token.find('.') + 1;
  const auto payload = decode_part(token.substr(first, token.rfind('.') - first));
  if (!payload) return std::nullopt;
  const auto document = json::parse(*payload);
  if (!document) return std::nullopt;
  const json::View claims = document->root();
  const json::View audience = claims["aud"];
  WebIdentity identity{.issuer = text_of(claims["iss"]),
                       .subject = text_of(claims["sub"]),
                       .audience = text_of(audience.is_array() ? audience.at(0) : audience),
                       .expires_at = {}};
  if (const auto expiry = claims["exp"].as_integer()) identity.expires_at = *expiry;
  if (identity.issuer.empty() || identity.subject.empty()) return std::nullopt;
  return identity;
}

}  // namespace drydock::iam
