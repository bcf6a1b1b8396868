#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <memory>

#include "runtime/http_client/http_call.h"

namespace drydock {

/// libcurl's multi interface, its sockets and its timer watched by Asio: no thread a call, no
/// polling. The one owner of libcurl in the program. Connections are kept and used again. One
/// executor, one thread; libcurl is set up by the first call.
class CurlMulti {
 public:
  explicit CurlMulti(boost::asio::any_io_executor executor);
  CurlMulti(const CurlMulti&) = delete;
  CurlMulti& operator=(const CurlMulti&) = delete;
  ~CurlMulti();

  /// Makes the call. An HTTP status of any kind is a reply; an error is of curl_category(). When
  /// the awaiting coroutine is cancelled the connection is closed and
  /// system_error(operation_aborted) thrown.
  boost::asio::awaitable<boost::system::result<HttpReply>> fetch(HttpCall call);

 private:
  class Loop;
  boost::asio::any_io_executor executor_;
  std::shared_ptr<Loop> loop_;  ///< A call under way keeps it.
};

}  // namespace drydock
