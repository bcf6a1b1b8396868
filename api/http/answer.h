#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/http/exchange.h"

namespace drydock::http {

/// A small answer, whole in memory.
struct Answer {
  unsigned status = 200;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string_view, std::string>> headers;
};

/// How an answer is put into HTTP's bytes.
struct Framing {
  bool keep_alive = true;
  /// To an HTTP/1.0 client, which must be told that its connection stays.
  bool http_1_0 = false;
  std::string_view date;
  /// Whole lines that the answer gets beside its own, each with its end of line.
  std::string_view more_lines = {};
};

/// The answer's header as HTTP's bytes, up to the empty line and with it.
std::string head_bytes(const Answer& answer, const Framing& framing);

/// A refusal before anything that knows the request's protocol has seen it: in the form that the
/// client reads, as far as its header tells (CBOR, awsJson, query, the registry's, or else plain
/// text). `code` is an AWS error code.
/// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
Answer refusal(const RequestHeader& request, unsigned status, std::string_view code,
               std::string_view sentence);

}  // namespace drydock::http
