#include "runtime/functions/http_functions.h"

#include <algorithm>
#include <array>
#include <utility>

namespace drydock {
namespace asio = boost::asio;
namespace errc = boost::system::errc;

namespace {

constexpr Duration longest_run = std::chrono::minutes(15);

FunctionError error_of(const boost::system::error_code& error) {
  // What has been called may have done its work: to call it again is not for drydock to decide.
  const bool is_refused = error == errc::connection_refused;
  if (error == errc::message_size)
    return {FunctionError::Kind::failed, "its answer is longer than 1 MiB"};
  return {is_refused ? FunctionError::Kind::unreachable : FunctionError::Kind::failed,
          error.message()};
}

FunctionError error_of_status(int status) {
  constexpr std::array busy = {429, 502, 503, 504};
  const bool is_busy = std::ranges::find(busy, status) != busy.end();
  return {is_busy ? FunctionError::Kind::unreachable : FunctionError::Kind::failed,
          "its endpoint answered with status " + std::to_string(status)};
}

}  // namespace

HttpFunctions::HttpFunctions(std::map<std::string, std::string, std::less<>> urls,
                             asio::any_io_executor executor)
    : urls_(std::move(urls)), http_(std::move(executor)) {}

bool HttpFunctions::knows(std::string_view name) const { return urls_.contains(name); }

asio::awaitable<Result<std::string, FunctionError>> HttpFunctions::invoke(std::string name,
                                                                          std::string payload) {
  const auto url = urls_.find(name);
  if (url == urls_.end()) {
    co_return FunctionError(FunctionError::Kind::unknown,
                            "no --lambda " + name + "=URL says where it is");
  }
  HttpCall call{.method = "POST",
                .url = url->second,
                .headers = {"Content-Type: application/json"},
                .body = std::move(payload),
                .connect_timeout = seconds(5),
                .timeout = longest_run,
                .body_limit = longest_answer};
  auto reply = co_await http_.fetch(std::move(call));
  if (!reply) co_return error_of(reply.error());
  if (reply->status < 200 || reply->status > 299) co_return error_of_status(reply->status);
  co_return std::move(reply->body);
}

}  // namespace drydock
