#include "api/http/whole_answer.h"

#include <boost/beast/http/field.hpp>
#include <utility>
#include <vector>

namespace drydock::http {
namespace asio = boost::asio;

namespace {

/// A client that waits for leave to send has not sent anything.
asio::awaitable<void> drain(Exchange& exchange) {
  if (exchange.request().count(boost::beast::http::field::expect) > 0) co_return;
  constexpr std::size_t drained_at_most = 1024 * 1024;
  std::vector<char> piece(16 * 1024);
  for (std::size_t drained = 0; drained < drained_at_most;) {
    const std::size_t count = co_await exchange.read_some(piece);
    if (count == 0) break;
    drained += count;
  }
}

}  // namespace

asio::awaitable<void> answer(Exchange& exchange, Response response) {
  co_await drain(exchange);
  co_await exchange.respond(std::move(response));
}

}  // namespace drydock::http
