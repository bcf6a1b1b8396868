#include "runtime/http_client/transfer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <new>
#include <utility>

namespace drydock {

Transfer::Transfer(const boost::asio::any_io_executor& executor, HttpCall call)
    : call_(std::move(call)),
      signal_(executor, boost::asio::steady_timer::time_point::max()),
      handle_(curl_easy_init()) {
  if (!handle_) throw std::bad_alloc();
  prepare();
  prepare_body();
  prepare_limits();
}

void Transfer::prepare() {
  CURL* curl = handle();
  curl_easy_setopt(curl, CURLOPT_PRIVATE, this);
  curl_easy_setopt(curl, CURLOPT_URL, call_.url.c_str());
  if (!call_.unix_socket.empty()) {
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, call_.unix_socket.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  // What is asked here is near by: a proxy of the environment is for others.
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, &Transfer::on_socket);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
}

void Transfer::prepare_body() {
  CURL* curl = handle();
  if (!call_.body.empty() || call_.method == "POST" || call_.method == "PUT") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call_.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call_.body.data());
  }
  if (call_.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call_.method.c_str());
  // Without this libcurl waits a second for "100 Continue" before a large body.
  call_.headers.emplace_back("Expect:");
  for (const std::string& header : call_.headers) {
    curl_slist* list = curl_slist_append(headers_.get(), header.c_str());
    if (list == nullptr) throw std::bad_alloc();
    static_cast<void>(headers_.release());
    headers_.reset(list);
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers_.get());
}

void Transfer::prepare_limits() {
  CURL* curl = handle();
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(call_.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(call_.timeout.count()));
  const auto idle = std::chrono::ceil<std::chrono::seconds>(call_.idle_timeout);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(idle.count()));
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, idle.count() > 0 ? 1L : 0L);
}

Transfer& Transfer::of(CURL* handle) {
  Transfer* self = nullptr;
  curl_easy_getinfo(handle, CURLINFO_PRIVATE, &self);
  return *self;
}

void Transfer::complete(CURLcode code) {
  // A head that breaks off is no error to libcurl.
  const bool broken_off = code == CURLE_OK && reply_.status == 0;
  outcome_ = broken_off ? CURLE_PARTIAL_FILE : code;
  signal_.cancel();
}

/// Gets each line of the head, and of the heads of "100 Continue" before it.
void Transfer::take_header(std::string_view line) {
  line = line.substr(0, line.find_last_not_of(" \t\r\n") + 1);
  if (line.starts_with("HTTP/")) {
    reply_.headers.clear();
    return;
  }
  if (line.empty()) {
    long status = 0;
    curl_easy_getinfo(handle(), CURLINFO_RESPONSE_CODE, &status);
    reply_.status = static_cast<int>(status);
    if (status >= 200 && call_.on_head) call_.on_head(reply_.status);
    return;
  }
  const std::size_t colon = std::min(line.find(':'), line.size());
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  line.remove_prefix(std::min(colon + 1, line.size()));
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  reply_.headers.insert_or_assign(std::move(name), std::string(line));
}

bool Transfer::take_body(std::string_view piece) {
  if (call_.on_body && reply_.status / 100 == 2) {
    call_.on_body(piece);
    return true;
  }
  if (piece.size() > call_.body_limit - reply_.body.size()) return false;
  reply_.body += piece;
  return true;
}

/// A peer that is gone without a word is noticed within half a minute, however long it was silent.
int Transfer::on_socket(void*, curl_socket_t socket, curlsocktype) {
  constexpr int on = 1;
  constexpr int idle_seconds = 10;
  constexpr int interval_seconds = 5;
  constexpr int probes = 3;
  const auto set = [socket](int level, int name, int value) {
    // A unix socket has none of these.
    static_cast<void>(::setsockopt(socket, level, name, &value, sizeof value));
  };
  set(SOL_SOCKET, SO_KEEPALIVE, on);
  set(IPPROTO_TCP, TCP_KEEPIDLE, idle_seconds);
  set(IPPROTO_TCP, TCP_KEEPINTVL, interval_seconds);
  set(IPPROTO_TCP, TCP_KEEPCNT, probes);
  return CURL_SOCKOPT_OK;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  static_cast<Transfer*>(self)->take_header({data, size * count});
  return size * count;
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  const bool taken = static_cast<Transfer*>(self)->take_body({data, size * count});
  return taken ? size * count : 0;
}

}  // namespace drydock
