#include "tests/support/fake_dockerd.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <iterator>

namespace drydock::testing {
namespace asio = boost::asio;
using asio::local::stream_protocol;
using boost::system::error_code;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

std::size_t content_length(const std::string& head) {
  const std::size_t at = head.find("\r\nContent-Length: ");
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + 18));
}

}  // namespace

FakeDockerd::FakeDockerd(asio::io_context& context)
    : acceptor_(context), conversations_(context.get_executor()) {
  speak("1.41");
  listen();
}

asio::awaitable<void> FakeDockerd::shut_down() {
  go_away();
  conversations_.cancel();
  co_await conversations_.wait();
}

void FakeDockerd::listen() {
  acceptor_ = stream_protocol::acceptor(acceptor_.get_executor(), path());
  conversations_.spawn("fake dockerd", admit());
}

void FakeDockerd::go_away() {
  error_code ignored;
  acceptor_.close(ignored);
  std::filesystem::remove(path());
  for (Socket& client : clients_) client.close(ignored);
  open_streams_.clear();
}

void FakeDockerd::reply(std::string start, std::string bytes) {
  replies_.emplace_back(std::move(start), std::move(bytes));
}

std::string FakeDockerd::json(int status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) +
         " Status\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

void FakeDockerd::speak(const std::string& api_version, const std::string& server) {
  reply("GET /_ping ", "HTTP/1.1 200 OK\r\nApi-Version: " + api_version + "\r\n" + server +
                           "Date: Mon, 23 Nov 2026 14:39:47 GMT\r\nContent-Length: 2\r\n\r\nOK");
}

std::string FakeDockerd::reply_to(const std::string& request) const {
  for (auto reply = replies_.rbegin(); reply != replies_.rend(); ++reply) {
    if (request.starts_with(reply->first)) return reply->second;
  }
  return json(404, R"({"message":"page not found"})");
}

asio::awaitable<void> FakeDockerd::admit() {
  while (acceptor_.is_open()) {
    auto [error, socket] = co_await acceptor_.async_accept(no_throw);
    if (error) co_return;
    clients_.push_back(std::move(socket));
    conversations_.spawn("fake dockerd's client", converse(std::prev(clients_.end())));
  }
}

asio::awaitable<void> FakeDockerd::converse(std::list<Socket>::iterator client) {
  std::string request;
  const auto [unread, size] =
      co_await asio::async_read_until(*client, asio::dynamic_buffer(request), "\r\n\r\n", no_throw);
  const std::size_t whole = unread ? 0 : size + content_length(request);
  if (request.size() < whole) {
    co_await asio::async_read(*client, asio::dynamic_buffer(request),
                              asio::transfer_exactly(whole - request.size()), no_throw);
  }
  std::string bytes = reply_to(request);
  if (!request.starts_with("GET /_ping ")) requests_.push_back(request);
  const bool events = request.find("/events?") != std::string::npos;
  if (events) open_stream(*client);
  if (!events && bytes != silence) {
    co_await asio::async_write(*client, asio::buffer(bytes), no_throw);
    client->close();
  }
  // Until the other end goes.
  char one = 0;
  co_await client->async_read_some(asio::buffer(&one, 1), no_throw);
  open_streams_.remove(&*client);
  clients_.erase(client);
}

void FakeDockerd::open_stream(Socket& client) {
  ++streams_;
  open_streams_.push_back(&client);
  asio::write(client,
              asio::buffer(std::string_view("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                            "Transfer-Encoding: chunked\r\n\r\n")));
}

void FakeDockerd::send_event(const std::string& json) {
  std::array<char, 16> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", json.size() + 1);
  for (Socket* stream : open_streams_) {
    asio::write(*stream, asio::buffer(size.data() + (json + "\n\r\n")));
  }
}

void FakeDockerd::end_streams() {
  for (Socket* stream : std::exchange(open_streams_, {})) {
    asio::write(*stream, asio::buffer(std::string_view("0\r\n\r\n")));
    stream->close();
  }
}

}  // namespace drydock::testing
