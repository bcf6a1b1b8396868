#pragma once

#include <string>
#include <string_view>

#include "emulator/base/time.h"

/// What a load balancer answers by itself.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
namespace drydock::proxy {

/// An answer that no target gave.
struct Answer {
  int status = 200;
  std::string content_type = "text/html";
  std::string body;
  std::string location;  ///< Of a redirect; else empty.
};

/// The page of an Application Load Balancer for a status: its lines end with CRLF, as captured from
/// AWS ("503 Service Temporarily Unavailable" has 162 bytes).
Answer status_page(int status);

/// How the answer is sent.
struct AnswerOptions {
  TimePoint now;
  bool keep_alive = true;
  bool to_head = false;       ///< To a HEAD request: the body is not sent.
  bool server_header = true;  ///< See elb::RoutedListener.
};

/// Appends the whole answer as HTTP's bytes.
void write_answer(std::string& out, const Answer& answer, const AnswerOptions& options);

}  // namespace drydock::proxy
