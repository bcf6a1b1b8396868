#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <string>

#include "runtime/proxy/body_frame.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"

namespace drydock::fuzz {
namespace {

using proxy::BodyFrame;

struct Taken {
  std::size_t size = 0;
  std::string data;
  bool done = false;
  bool malformed = false;

  friend bool operator==(const Taken&, const Taken&) = default;
};

Taken take_whole(BodyFrame frame, std::string_view input) {
  Taken taken;
  taken.size = frame.take(input, &taken.data);
  taken.done = frame.done();
  taken.malformed = frame.malformed();
  return taken;
}

Taken take_pieces(BodyFrame frame, std::string_view input, std::uint32_t seed) {
  Taken taken;
  for (const std::string_view piece : pieces_of(input, seed)) {
    taken.size += frame.take(piece, &taken.data);
    if (frame.done() || frame.malformed()) break;
  }
  taken.done = frame.done();
  taken.malformed = frame.malformed();
  return taken;
}

Taken check_cuts(const BodyFrame& frame, std::string_view input) {
  const Taken whole = take_whole(frame, input);
  require(take_pieces(frame, input, 0) == whole, "a body is the same byte by byte");
  require(take_pieces(frame, input, 7) == whole, "a body is the same in pieces");
  require(whole.size <= input.size(), "no more is taken than came");
  require(whole.data.size() <= whole.size, "a body has no more bytes than were sent");
  require(!whole.done || !whole.malformed, "a body that is done was well formed");
  return whole;
}

struct Chunked {
  std::size_t size;
  std::string data;
};

/// A chunked body as Beast reads it, or nothing where that finds no end or refuses it.
std::optional<Chunked> read_by_beast(std::string_view body) {
  namespace http = boost::beast::http;
  constexpr std::string_view head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string bytes = std::string(head) + std::string(body);
  http::request_parser<http::string_body> parser;
  parser.eager(true);
  parser.body_limit(boost::none);
  std::size_t consumed = 0;
  boost::system::error_code error;
  while (!parser.is_done() && !error) {
    const std::size_t count =
        parser.put(boost::asio::buffer(bytes.data() + consumed, bytes.size() - consumed), error);
    consumed += count;
    if (count == 0) break;
  }
  if (error || !parser.is_done()) return std::nullopt;
  return Chunked{consumed - head.size(), parser.get().body()};
}

void check_chunked(std::string_view input) {
  const Taken taken = check_cuts(BodyFrame::chunked(), input);
  if (!taken.done) return;
  const auto other = read_by_beast(input);
  if (!other) return;
  require(other->size == taken.size, "two readers agree on where a body ends");
  require_equal(other->data, taken.data, "two readers agree on what a body is");
}

}  // namespace

void run_proxy_body(std::string_view input) {
  check_chunked(input);
  const Taken counted = check_cuts(BodyFrame::of_length(input.size() / 2), input);
  require(counted.done && counted.data == input.substr(0, input.size() / 2),
          "a counted body is as long as told");
  const Taken short_of = check_cuts(BodyFrame::of_length(input.size() + 1), input);
  require(!short_of.done && short_of.data == input, "a body cut short is not done");
  require(check_cuts(BodyFrame::until_close(), input).data == input,
          "a body until the end is all that comes");
}

}  // namespace drydock::fuzz
