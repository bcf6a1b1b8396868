#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock::aws {

/// Who signed a request and for what, as its Authorization header or its presigned query says. The
/// views look into the text it was read from.
struct Signature {
  std::string_view access_key_id;
  std::string_view date;     ///< Of the credential scope: "20260801".
  std::string_view region;   ///< "us-east-1"; empty for sigv4a, which signs for a region set.
  std::string_view service;  ///< The signing name: "elasticloadbalancing".
  std::string_view signed_headers;  ///< "host;x-amz-date"
  std::string_view signature;       ///< Lower-case hexadecimal digits.

  friend bool operator==(const Signature&, const Signature&) = default;
};

/// Reads `AWS4-HMAC-SHA256 Credential=AKID/20260801/us-east-1/ecs/aws4_request, SignedHeaders=a;b,
/// Signature=hex` in any order and spacing of its parts, and the same of AWS4-ECDSA-P256-SHA256.
/// Nothing where the header is of another kind or lacks the credential scope.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
std::optional<Signature> parse_authorization(std::string_view header);

/// A credential scope "AKID/20260801/us-east-1/ecs/aws4_request" into the first four members of a
/// Signature. The access key id may hold slashes; what follows it may not.
std::optional<Signature> parse_credential(std::string_view credential, bool with_region = true);

}  // namespace drydock::aws
