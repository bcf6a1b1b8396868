#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock::iam {

/// What an OpenID Connect token says, taken on trust: nothing here proves its signature.
/// https://openid.net/specs/openid-connect-core-1_0.html#IDToken
struct WebIdentity {
  std::string issuer;
  std::string subject;
  std::string audience;                 ///< The first, where the token has several.
  std::optional<long long> expires_at;  ///< Seconds since 1970.

  friend bool operator==(const WebIdentity&, const WebIdentity&) = default;
};

/// Nothing if the text is not a JSON Web Token with an issuer and a subject. White space around it
/// is no part of it: clients send files with their last newline.
std::optional<WebIdentity> read_web_identity(std::string_view token);

}  // namespace drydock::iam
