#include <string>

#include "runtime/proxy/head.h"
#include "runtime/proxy/rewrite.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/plain_head.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {
namespace {

using proxy::After;
using proxy::HeadState;
using proxy::ResponseHead;
using proxy::ResponseParser;

void check_pieces(std::string_view input, HeadState whole, const ResponseHead& head) {
  ResponseParser parser;
  ResponseHead found;
  std::size_t received = 0;
  HeadState state = HeadState::incomplete;
  for (const std::string_view piece : pieces_of(input, 1)) {
    if (state != HeadState::incomplete) break;
    received += piece.size();
    state = parser.parse(input.substr(0, received), found);
  }
  require(state == whole, "a head is taken or refused however it comes");
  if (whole != HeadState::complete) return;
  require(found.size == head.size && found.status == head.status, "and it says the same");
}

void check_passed_on(const ResponseHead& head, After after, bool without_framing) {
  std::string out;
  proxy::write_response_head(out, head, {.after = after, .without_framing = without_framing});
  const auto plain = read_plainly(out);
  require(plain.has_value(), "what a client gets has one reading, but is:\n" + out);
  require_one_framing(*plain);
  if (without_framing) {
    require(plain->count("transfer-encoding") + plain->count("content-length") == 0,
            "a body without its chunks ends with the connection");
    return;
  }
  ResponseParser parser;
  ResponseHead again;
  require(parser.parse(out, again) == HeadState::complete, "what a client gets is a head:\n" + out);
  require(again.size == out.size(), "what a client gets is one head");
  require(again.status == head.status, "a status is passed on as it is");
  require_equal(again.reason, head.reason, "a reason is passed on as it is");
}

}  // namespace

void run_proxy_response(std::string_view input) {
  ResponseParser parser;
  ResponseHead head;
  const HeadState state = parser.parse(input, head);
  check_pieces(input, state, head);
  if (state != HeadState::complete) return;
  require(head.size <= input.size(), "a head is a part of what came");
  require(head.body(true).done(), "nothing follows the answer to a HEAD");
  check_passed_on(head, After::keep, false);
  check_passed_on(head, After::close, true);
  check_passed_on(head, After::upgrade, false);
}

}  // namespace drydock::fuzz
