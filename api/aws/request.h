#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace drydock::aws {

/// What of an HTTP request an AWS protocol looks at. The views hold as long as the call.
struct Request {
  std::string_view method;  ///< "POST"
  std::string_view target;  ///< "/" or "/?Action=…"
  std::string_view host;    ///< "ecs.us-east-1.amazonaws.com", with or without a port.
  std::string_view content_type;
  std::string_view amz_target;  ///< X-Amz-Target: "AmazonEC2ContainerServiceV20141113.ListClusters"
  std::string_view smithy_protocol;  ///< Smithy-Protocol: "rpc-v2-cbor"
  std::string_view accept;
  std::string_view authorization;   ///< Empty for an unsigned or a presigned request.
  std::string_view security_token;  ///< X-Amz-Security-Token, of temporary credentials.
  std::string_view body;
  /// Where a large body lies, which may be used up in reading it; null for a small one.
  std::string* body_storage = nullptr;
};

/// The answer to it, whole.
struct Response {
  unsigned status = 200;
  std::string_view content_type;  ///< A constant's.
  std::string body;
  std::vector<std::pair<std::string_view, std::string>> headers;  ///< Further ones.
  std::string request_id;  ///< For the header x-amzn-RequestId.
  std::string error_code;  ///< As on the wire, for logs; empty where all went well.
};

}  // namespace drydock::aws
