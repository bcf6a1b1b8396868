#include "tests/support/fake_exchange.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <stdexcept>

namespace drydock::testing {
namespace asio = boost::asio;

namespace {

boost::beast::string_view beast_view(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

FakeExchange::FakeExchange(std::string_view method, std::string_view target) {
  request_.method_string(beast_view(method));
  request_.target(beast_view(target));
  header("Host", "localhost:4566");
}

FakeExchange& FakeExchange::header(std::string_view name, std::string_view value) {
  request_.set(beast_view(name), beast_view(value));
  return *this;
}

FakeExchange& FakeExchange::body(std::string bytes) {
  header("Content-Length", std::to_string(bytes.size()));
  body_ = std::move(bytes);
  return *this;
}

FakeExchange& FakeExchange::chunked_body(std::string bytes) {
  header("Transfer-Encoding", "chunked");
  body_ = std::move(bytes);
  return *this;
}

FakeExchange& FakeExchange::before_the_body(std::function<void()> act) {
  before_the_body_ = std::move(act);
  return *this;
}

FakeExchange& FakeExchange::cut_off_after(std::size_t bytes) {
  cut_off_after_ = bytes;
  return *this;
}

std::string FakeExchange::answer_header(std::string_view name) const {
  return std::string(answer_[beast_view(name)]);
}

asio::awaitable<std::size_t> FakeExchange::read_some(std::span<char> buffer) {
  if (cut_off_after_ && read_ >= *cut_off_after_) {
    throw boost::system::system_error(asio::error::connection_reset);
  }
  const std::size_t end = cut_off_after_ ? std::min(*cut_off_after_, body_.size()) : body_.size();
  const std::size_t count = std::min(buffer.size(), end - read_);
  std::copy_n(body_.begin() + static_cast<std::ptrdiff_t>(read_), count, buffer.begin());
  read_ += count;
  co_return count;
}

asio::awaitable<std::optional<std::string>> FakeExchange::read_all(std::size_t limit) {
  if (cut_off_after_) throw boost::system::system_error(asio::error::connection_reset);
  if (body_.size() - read_ > limit) co_return std::nullopt;
  const std::size_t from = std::exchange(read_, body_.size());
  co_return body_.substr(from);
}

asio::awaitable<void> FakeExchange::respond(http::Response response) {
  if (!response.count("Content-Length")) response.prepare_payload();
  answer_ = std::move(response);
  if (request_.method() == boost::beast::http::verb::head) answer_.body().clear();
  co_return;
}

asio::awaitable<void> FakeExchange::begin(http::ResponseHeader header,
                                          std::uint64_t content_length) {
  answer_ = http::Response(std::move(header));
  answer_.content_length(content_length);
  before_the_body_();
  co_return;
}

asio::awaitable<void> FakeExchange::begin_endless(http::ResponseHeader header) {
  answer_ = http::Response(std::move(header));
  before_the_body_();
  co_return;
}

asio::awaitable<void> FakeExchange::write(std::span<const char> bytes) {
  answer_.body().append(bytes.data(), bytes.size());
  co_return;
}

asio::awaitable<void> FakeExchange::send_file(int file, std::uint64_t offset,
                                              std::uint64_t length) {
  std::string bytes(length, '\0');
  const ssize_t count = ::pread(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
  if (count != static_cast<ssize_t>(length)) throw std::runtime_error("the file ends too soon");
  answer_.body() += bytes;
  co_return;
}

}  // namespace drydock::testing
