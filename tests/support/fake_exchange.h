#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/exchange.h"

namespace drydock::testing {

/// A request out of a test's strings, and the answer that the handler gave it.
class FakeExchange : public http::Exchange {
 public:
  FakeExchange(std::string_view method, std::string_view target);

  FakeExchange& header(std::string_view name, std::string_view value);
  FakeExchange& body(std::string bytes);
  /// The same without a Content-Length, as chunked transfer encoding has it.
  FakeExchange& chunked_body(std::string bytes);
  /// The client goes away after this many bytes of the body.
  FakeExchange& cut_off_after(std::size_t bytes);
  /// Called when the answer's header has been sent and before its body is.
  FakeExchange& before_the_body(std::function<void()> act);

  [[nodiscard]] unsigned status() const { return answer_.result_int(); }
  /// A header of the answer; empty if it is not there.
  [[nodiscard]] std::string answer_header(std::string_view name) const;
  [[nodiscard]] const std::string& answer_body() const { return answer_.body(); }

  [[nodiscard]] const http::RequestHeader& request() const override { return request_; }
  boost::asio::awaitable<std::size_t> read_some(std::span<char> buffer) override;
  boost::asio::awaitable<std::optional<std::string>> read_all(std::size_t limit) override;
  boost::asio::awaitable<void> respond(http::Response response) override;
  boost::asio::awaitable<void> begin(http::ResponseHeader header,
                                     std::uint64_t content_length) override;
  boost::asio::awaitable<void> begin_endless(http::ResponseHeader header) override;
  boost::asio::awaitable<void> write(std::span<const char> bytes) override;
  boost::asio::awaitable<void> send_file(int file, std::uint64_t offset,
                                         std::uint64_t length) override;

 private:
  http::RequestHeader request_;
  std::string body_;
  std::size_t read_ = 0;
  std::optional<std::size_t> cut_off_after_;
  std::function<void()> before_the_body_ = [] {};
  http::Response answer_;
};

}  // namespace drydock::testing
