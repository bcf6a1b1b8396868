#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"

namespace drydock {

/// An HTTP/1.1 request to make. Times are the machine's, whatever the Clock's speed: they bound how
/// long another process may take.
struct HttpCall {
  std::string method = "GET";
  std::string url;                   ///< "http://…"
  std::string unix_socket;           ///< The path of a socket to connect to instead of the host's.
  std::vector<std::string> headers;  ///< "Name: value"
  std::string body;

  Duration connect_timeout{10'000};
  Duration timeout{30'000};  ///< For the whole exchange; zero for no end.
  Duration idle_timeout{0};  ///< Without a byte for this long (whole seconds) it ends; zero: never.
  std::size_t body_limit = 64U << 20;  ///< A longer body, where it is kept, ends the call.

  /// Told once the head of the reply is here.
  std::function<void(int status)> on_head;
  /// Takes the body of a 2xx reply piece by piece; where absent, the reply holds it. Other replies
  /// hold theirs always. Neither callback may start or cancel a call.
  std::function<void(std::string_view piece)> on_body;
};

struct HttpReply {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< Names in lower case; the last value of a name.
  std::string body;
};

}  // namespace drydock
