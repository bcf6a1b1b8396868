#pragma once

#include <array>
#include <string>
#include <string_view>

#include "emulator/base/time.h"
#include "emulator/elb/routing.h"
#include "runtime/proxy/head.h"

/// What a load balancer changes in the heads that pass through it.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
namespace drydock::proxy {

/// Where a request came from, and where it came in.
struct Origin {
  std::string client_address;
  int client_port = 0;
  /// The port that the client asked: its listener's own, the one that the listener has instead, or
  /// drydock's.
  int port = 0;
};

/// "1-67891233-abcdef012345678912345678": the time in seconds, then 96 random bits.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
using TraceId = std::array<char, 35>;

/// Appends the head that the target gets: without what concerns the client's connection alone, with
/// X-Forwarded-For, -Proto and -Port and X-Amzn-Trace-Id.
void write_request_head(std::string& out, const RequestHead& head,
                        const elb::RoutedListener& listener, const Origin& origin,
                        const TraceId& trace_id);

/// What happens to the client's connection after the answer.
enum class After { keep, close, upgrade };

struct ResponseOptions {
  After after = After::keep;
  bool without_framing = false;       ///< A chunked body follows without its chunks.
  std::string_view more_fields = {};  ///< Whole lines of the load balancer's own.
};

/// Appends the head that the client gets.
void write_response_head(std::string& out, const ResponseHead& head,
                         const ResponseOptions& options);

TraceId make_trace_id(TimePoint now, std::uint64_t high_bits, std::uint64_t low_bits);

}  // namespace drydock::proxy
