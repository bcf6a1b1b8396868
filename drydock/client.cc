#include "drydock/client.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/write.hpp>
#include <istream>
#include <ostream>
#include <utility>
#include <vector>

#include "api/http/origin_guard.h"
#include "emulator/json/document.h"

namespace drydock::client {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;

/// What is read and written at a time.
constexpr std::size_t piece_size = std::size_t{256} * 1024;

StartError broken_off(const boost::system::error_code& failure) {
  return StartError("drydock's answer broke off: " + failure.message());
}

/// One call, on a connection of its own.
class Call {
 public:
  explicit Call(const Options& options) : socket_(context_) {
    boost::system::error_code failure;
    socket_.connect(
        {asio::ip::make_address(options.host), static_cast<std::uint16_t>(options.port)}, failure);
    if (!failure) return;
    throw StartError("No drydock answers at " + options.host + ":" + std::to_string(options.port) +
                     "; start one with drydock serve, or name its place with --port.");
  }

  /// One that refuses a body may do so before it has read all of it: the answer tells.
  template <class Body>
  void send(bhttp::request<Body>& request) {
    boost::system::error_code ignored;
    bhttp::write(socket_, request, ignored);
  }

  /// The stream as a chunked body, until its end or until drydock answers.
  void send_chunked(bhttp::request<bhttp::empty_body>& request, std::string_view begun,
                    std::istream& from);

  /// The rest of the answer, once its header has been read.
  Response read_rest() {
    bhttp::response_parser<bhttp::string_body> answer(std::move(header_));
    boost::system::error_code failure;
    bhttp::read(socket_, buffer_, answer, failure);
    if (failure) throw broken_off(failure);
    return answer.release();
  }
  void read_rest(std::ostream& to);

  [[nodiscard]] bhttp::status read_header() {
    header_.body_limit(boost::none);
    boost::system::error_code failure;
    bhttp::read_header(socket_, buffer_, header_, failure);
    if (failure) throw broken_off(failure);
    return header_.get().result();
  }

 private:
  asio::io_context context_;
  asio::ip::tcp::socket socket_;
  beast::flat_buffer buffer_;
  bhttp::response_parser<bhttp::empty_body> header_;
};

void Call::send_chunked(bhttp::request<bhttp::empty_body>& request, std::string_view begun,
                        std::istream& from) {
  request.chunked(true);
  bhttp::request_serializer<bhttp::empty_body> serializer(request);
  boost::system::error_code failure;
  bhttp::write_header(socket_, serializer, failure);
  std::vector<char> piece(begun.begin(), begun.end());
  while (!failure && socket_.available(failure) == 0 && !piece.empty()) {
    asio::write(socket_, bhttp::make_chunk(asio::buffer(piece)), failure);
    piece.resize(piece_size);
    from.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    piece.resize(static_cast<std::size_t>(from.gcount()));
  }
  if (!failure && piece.empty()) asio::write(socket_, bhttp::make_chunk_last(), failure);
}

void Call::read_rest(std::ostream& to) {
  bhttp::response_parser<bhttp::buffer_body> answer(std::move(header_));
  std::vector<char> piece(piece_size);
  while (!answer.is_done()) {
    auto& body = answer.get().body();
    body.data = piece.data();
    body.size = piece.size();
    boost::system::error_code failure;
    bhttp::read(socket_, buffer_, answer, failure);
    if (failure && failure != bhttp::error::need_buffer) throw broken_off(failure);
    to.write(piece.data(), static_cast<std::streamsize>(piece.size() - body.size));
  }
}

template <class Body = bhttp::empty_body>
bhttp::request<Body> request_for(bhttp::verb method, const std::string& path) {
  bhttp::request<Body> request(method, path, 11);
  request.set(bhttp::field::host, "localhost");
  request.set(std::string(http::control_header), "1");
  return request;
}

/// The answer, unless it is a refusal.
Response read_answer(Call& call, const std::string& what) {
  const bhttp::status status = call.read_header();
  Response response = call.read_rest();
  if (status == bhttp::status::ok) return response;
  throw StartError(what + ": " + text_in(response, "message"));
}

}  // namespace

Response demand(const Options& options, bhttp::verb method, const std::string& path,
                const std::string& what, const std::string& body) {
  Call call(options);
  auto request = request_for<bhttp::string_body>(method, path);
  request.body() = body;
  request.prepare_payload();
  call.send(request);
  return read_answer(call, what);
}

void download(const Options& options, const std::string& path, const std::string& what,
              std::ostream& to) {
  Call call(options);
  auto request = request_for(bhttp::verb::get, path);
  call.send(request);
  if (call.read_header() == bhttp::status::ok) return call.read_rest(to);
  throw StartError(what + ": " + text_in(call.read_rest(), "message"));
}

Response upload(const Options& options, const std::string& path, const std::string& what,
                std::string_view begun, std::istream& from) {
  Call call(options);
  auto request = request_for(bhttp::verb::post, path);
  call.send_chunked(request, begun, from);
  return read_answer(call, what);
}

std::string text_in(const Response& response, std::string_view member) {
  const auto answer = json::parse(response.body());
  return std::string(answer ? answer->root()[member].as_string().value_or("") : "");
}

}  // namespace drydock::client
