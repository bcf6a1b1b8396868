#pragma once

#include <string_view>

#include "emulator/base/result.h"

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
  std::string_view session_token;   ///< Of temporary credentials; it stands elsewhere.

  friend bool operator==(const Signature&, const Signature&) = default;
};

/// Reads `AWS4-HMAC-SHA256 Credential=AKID/20260801/us-east-1/ecs/aws4_request, SignedHeaders=a;b,
/// Signature=hex` in any order and spacing of its parts, and the same of AWS4-ECDSA-P256-SHA256.
/// A header of another kind, or without one of the three parts, is an IncompleteSignature in AWS's
/// words. https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
Result<Signature> parse_authorization(std::string_view header);

/// A credential scope "AKID/20260801/us-east-1/ecs/aws4_request" into the first four members of a
/// Signature. The access key id may hold slashes, which AWS's never do; what follows it may not.
/// What has too few parts is an IncompleteSignature; a scope that ends otherwise, or whose region
/// is no name, is a SignatureDoesNotMatch.
Result<Signature> parse_credential(std::string_view credential, bool with_region = true);

}  // namespace drydock::aws
