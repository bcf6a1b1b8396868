#include "runtime/http_client/curl_multi.h"

#include <curl/curl.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <map>
#include <new>
#include <utility>

#include "runtime/http_client/curl_error.h"
#include "runtime/http_client/transfer.h"

namespace drydock {
namespace asio = boost::asio;
using asio::posix::descriptor_base;
using boost::system::error_code;

namespace {

/// Without TLS: what is asked speaks plain HTTP, and setting it up costs milliseconds.
void set_up_libcurl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_NOTHING);
  if (code != CURLE_OK) throw boost::system::system_error(code, curl_category());
}

}  // namespace

/// What libcurl asks to be watched, and the handle that is told.
class CurlMulti::Loop {
 public:
  explicit Loop(const asio::any_io_executor& executor)
      : executor_(executor), timer_(executor), handle_(curl_multi_init()) {
    if (handle_ == nullptr) throw std::bad_alloc();
    curl_multi_setopt(handle_, CURLMOPT_SOCKETFUNCTION, &Loop::on_socket);
    curl_multi_setopt(handle_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(handle_, CURLMOPT_TIMERFUNCTION, &Loop::on_timer);
    curl_multi_setopt(handle_, CURLMOPT_TIMERDATA, this);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() {
    curl_multi_cleanup(handle_);
    *alive_ = false;
    // What libcurl did not take back is still its own to close, or closed already.
    for (auto& [fd, watch] : watches_) watch->descriptor.release();
  }

  void add(Transfer& transfer) { curl_multi_add_handle(handle_, transfer.handle()); }
  /// A transfer that is over is no error.
  void remove(Transfer& transfer) { curl_multi_remove_handle(handle_, transfer.handle()); }

 private:
  /// A socket of libcurl's. The descriptor borrows it: it is released, never closed.
  struct Watch {
    Watch(const asio::any_io_executor& executor, curl_socket_t socket)
        : fd(socket), descriptor(executor, socket) {}
    curl_socket_t fd;
    asio::posix::stream_descriptor descriptor;
    int wanted = 0;   ///< CURL_POLL_IN, CURL_POLL_OUT or both.
    int waiting = 0;  ///< Those of them for which a wait is under way.
  };

  static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
    static_cast<Loop*>(self)->watch(fd, what);
    return 0;
  }

  static int on_timer(CURLM*, long timeout_ms, void* self) {
    static_cast<Loop*>(self)->set_timer(timeout_ms);
    return 0;
  }

  void watch(curl_socket_t fd, int what) {
    if (what == CURL_POLL_REMOVE) {
      const auto node = watches_.extract(fd);
      if (!node.empty()) node.mapped()->descriptor.release();
      return;
    }
    auto& entry = watches_[fd];
    if (!entry) entry = std::make_shared<Watch>(executor_, fd);
    entry->wanted = what;
    arm(entry);
  }

  void arm(const std::shared_ptr<Watch>& watch) {
    arm_one(watch, CURL_POLL_IN, CURL_CSELECT_IN, descriptor_base::wait_read);
    arm_one(watch, CURL_POLL_OUT, CURL_CSELECT_OUT, descriptor_base::wait_write);
  }

  void arm_one(const std::shared_ptr<Watch>& watch, int direction, int event,
               descriptor_base::wait_type wait) {
    if ((watch->wanted & ~watch->waiting & direction) == 0) return;
    watch->waiting |= direction;
    watch->descriptor.async_wait(
        wait, [this, alive = alive_, watch, direction, event](const error_code& error) {
          watch->waiting &= ~direction;
          if (*alive) ready(watch, direction, error ? CURL_CSELECT_ERR : event);
        });
  }

  void ready(const std::shared_ptr<Watch>& watch, int direction, int event) {
    // libcurl may have given the socket up, or lost interest in it, since the wait began.
    if (!is_current(watch)) return;
    if ((watch->wanted & direction) != 0) act(watch->fd, event);
    if (is_current(watch)) arm(watch);
  }

  [[nodiscard]] bool is_current(const std::shared_ptr<Watch>& watch) const {
    const auto found = watches_.find(watch->fd);
    return found != watches_.end() && found->second == watch;
  }

  void set_timer(long timeout_ms) {
    timer_.cancel();
    if (timeout_ms < 0) return;
    timer_.expires_after(std::chrono::milliseconds(timeout_ms));
    timer_.async_wait([this, alive = alive_](const error_code& error) {
      if (!error && *alive) act(CURL_SOCKET_TIMEOUT, 0);
    });
  }

  void act(curl_socket_t fd, int event) {
    int running = 0;
    curl_multi_socket_action(handle_, fd, event, &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(handle_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      Transfer::of(message->easy_handle).complete(message->data.result);
    }
  }

  asio::any_io_executor executor_;
  asio::steady_timer timer_;
  std::map<curl_socket_t, std::shared_ptr<Watch>> watches_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  CURLM* handle_;
};

CurlMulti::CurlMulti(asio::any_io_executor executor) : executor_(std::move(executor)) {}

CurlMulti::~CurlMulti() = default;

asio::awaitable<boost::system::result<HttpReply>> CurlMulti::fetch(HttpCall call) {
  if (!loop_) {
    set_up_libcurl();
    loop_ = std::make_shared<Loop>(executor_);
  }
  struct Membership {
    Membership(std::shared_ptr<Loop> the_loop, Transfer& the_transfer)
        : loop(std::move(the_loop)), transfer(the_transfer) {
      loop->add(transfer);
    }
    Membership(const Membership&) = delete;
    Membership& operator=(const Membership&) = delete;
    ~Membership() { loop->remove(transfer); }
    std::shared_ptr<Loop> loop;
    Transfer& transfer;
  };
  Transfer transfer(executor_, std::move(call));
  const Membership membership(loop_, transfer);
  while (!transfer.outcome()) {
    co_await transfer.signal().async_wait(asio::as_tuple(asio::use_awaitable));
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
      throw boost::system::system_error(asio::error::operation_aborted);
    }
  }
  if (*transfer.outcome() != CURLE_OK) co_return error_code(*transfer.outcome(), curl_category());
  co_return std::move(transfer.reply());
}

}  // namespace drydock
