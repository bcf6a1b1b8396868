#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "emulator/ports/function_invoker.h"
#include "runtime/http_client/curl_multi.h"

namespace drydock {

/// Functions that are HTTP endpoints of this machine or another: a call is a POST of its payload,
/// and the body of a 2xx reply is the answer, as AWS's runtime interface emulator has it. 429, 502,
/// 503 and 504 say that it may be called again.
class HttpFunctions : public FunctionInvoker {
 public:
  /// The most bytes of an answer.
  static constexpr std::size_t longest_answer = std::size_t{1} << 20;

  /// `urls`: each function's "http://…", by its name.
  HttpFunctions(std::map<std::string, std::string, std::less<>> urls,
                boost::asio::any_io_executor executor);

  [[nodiscard]] bool knows(std::string_view name) const override;
  boost::asio::awaitable<Result<std::string, FunctionError>> invoke(std::string name,
                                                                    std::string payload) override;

 private:
  std::map<std::string, std::string, std::less<>> urls_;
  CurlMulti http_;
};

}  // namespace drydock
