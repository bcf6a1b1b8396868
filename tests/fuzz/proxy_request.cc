#include <string>

#include "emulator/elb/door.h"
#include "runtime/proxy/head.h"
#include "runtime/proxy/rewrite.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/plain_head.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {
namespace {

using proxy::HeadState;
using proxy::RequestHead;
using proxy::RequestParser;

/// Reads it as it comes, in pieces: the same head is found, and not before all of it is there.
void check_pieces(std::string_view input, HeadState whole, const RequestHead& head) {
  RequestParser parser;
  RequestHead found;
  std::size_t received = 0;
  HeadState state = HeadState::incomplete;
  for (const std::string_view piece : pieces_of(input, 1)) {
    if (state != HeadState::incomplete) break;
    received += piece.size();
    state = parser.parse(input.substr(0, received), found);
  }
  require(state == whole, "a head is taken or refused however it comes");
  if (whole != HeadState::complete) return;
  require(found.size == head.size && received >= head.size, "a head ends where it ends");
  require_equal(found.target, head.target, "a target is the same however it comes");
}

elb::RoutedListener usual_listener() {
  elb::RoutedListener listener;
  listener.port = 80;
  return listener;
}

elb::RoutedListener particular_listener() {
  elb::RoutedListener listener;
  listener.port = 8080;
  listener.forwarded_for = elb::ForwardedFor::preserve;
  listener.forwarded_for_with_port = true;
  listener.drop_invalid_headers = true;
  listener.preserve_host = true;
  return listener;
}

void check_forwarded(const RequestHead& head, const elb::RoutedListener& listener) {
  static const auto trace = proxy::make_trace_id(TimePoint(Duration(0)), 1, 2);
  std::string out;
  proxy::write_request_head(out, head, listener, {"10.0.0.7", 4711, 80}, trace);
  const auto plain = read_plainly(out);
  require(plain.has_value(), "what is forwarded has one reading, but is:\n" + out);
  require_one_framing(*plain);
  require(plain->count("host") <= 1, "a request is for one host");
  if (head.host.empty()) return;

  RequestParser parser;
  RequestHead again;
  const HeadState state = parser.parse(out, again);
  // With the client's own address there may be one too many for the next load balancer.
  if (state == HeadState::refused && parser.status() == 463) return;
  require(state == HeadState::complete, "what is forwarded is a head:\n" + out);
  require(again.size == out.size(), "what is forwarded is one head");
  require_equal(again.method, head.method, "a method is forwarded as it is");
  require_equal(again.path, head.path, "a path is forwarded as it is");
  require_equal(again.query, head.query, "a query is forwarded as it is");
  require(again.chunked == head.chunked && again.content_length == head.content_length,
          "a body ends for the target where it ends here");
  const std::string_view name = elb::without_port(head.host);
  // Of what is no host, where its port starts may be seen either way.
  if (name.find_first_of(": ") != name.npos && !name.starts_with('[')) return;
  require(again.host.starts_with(name), "a host is forwarded as it is");
}

}  // namespace

void run_proxy_request(std::string_view input) {
  RequestParser parser;
  RequestHead head;
  const HeadState state = parser.parse(input, head);
  check_pieces(input, state, head);
  if (state == HeadState::refused) {
    return require(parser.status() >= 400 && parser.status() < 600, "a refusal has a status");
  }
  if (state != HeadState::complete) return;
  require(head.size <= input.size(), "a head is a part of what came");
  check_forwarded(head, usual_listener());
  check_forwarded(head, particular_listener());
}

}  // namespace drydock::fuzz
