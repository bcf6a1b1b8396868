#include "runtime/http_client/curl_error.h"

#include <curl/curl.h>

namespace drydock {
namespace {

namespace errc = boost::system::errc;

// Nobody deletes a category, and Boost's has no virtual destructor.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class CurlCategory final : public boost::system::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "curl"; }

  [[nodiscard]] std::string message(int code) const override {
    return curl_easy_strerror(static_cast<CURLcode>(code));
  }

  [[nodiscard]] boost::system::error_condition default_error_condition(
      int code) const noexcept override {
    switch (code) {
      case CURLE_OPERATION_TIMEDOUT:
        return errc::make_error_condition(errc::timed_out);
      case CURLE_COULDNT_CONNECT:
      case CURLE_COULDNT_RESOLVE_HOST:
        return errc::make_error_condition(errc::connection_refused);
      case CURLE_GOT_NOTHING:
      case CURLE_PARTIAL_FILE:
      case CURLE_RECV_ERROR:
      case CURLE_SEND_ERROR:
        return errc::make_error_condition(errc::connection_reset);
      case CURLE_WRITE_ERROR:
        return errc::make_error_condition(errc::message_size);
      default:
        return {code, *this};
    }
  }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& curl_category() {
  static const CurlCategory category;
  return category;
}

}  // namespace drydock
