#pragma once

#include <curl/curl.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string_view>

#include "runtime/http_client/http_call.h"

namespace drydock {

/// One call under way: libcurl's handle for it, and what has come back so far.
class Transfer {
 public:
  Transfer(const boost::asio::any_io_executor& executor, HttpCall call);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  [[nodiscard]] CURL* handle() const { return handle_.get(); }
  /// The transfer that a handle belongs to.
  static Transfer& of(CURL* handle);

  void complete(CURLcode code);
  [[nodiscard]] std::optional<CURLcode> outcome() const { return outcome_; }
  /// Cancelled when the call is complete.
  boost::asio::steady_timer& signal() { return signal_; }
  HttpReply& reply() { return reply_; }

 private:
  struct Deleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  void prepare();
  void prepare_body();
  void prepare_limits();
  void take_header(std::string_view line);
  bool take_body(std::string_view piece);
  static int on_socket(void* self, curl_socket_t socket, curlsocktype purpose);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);

  HttpCall call_;
  HttpReply reply_;
  boost::asio::steady_timer signal_;
  std::optional<CURLcode> outcome_;
  std::unique_ptr<curl_slist, Deleter> headers_;
  std::unique_ptr<CURL, Deleter> handle_;
};

}  // namespace drydock
