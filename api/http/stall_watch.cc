#include "api/http/stall_watch.h"

#include <chrono>

namespace drydock::http {

StallWatch::StallWatch(const boost::asio::any_io_executor& executor) : timer_(executor) {}

StallWatch::Guard::Guard(StallWatch& watch, boost::asio::ip::tcp::socket& socket)
    : watch_(watch), socket_(socket) {
  watch_.guards_.insert(this);
  if (watch_.guards_.size() == 1 && !watch_.stopped_) watch_.schedule();
}

StallWatch::Guard::~Guard() {
  watch_.guards_.erase(this);
  // Without connections there is nothing to look at, and an idle program stays asleep.
  if (watch_.guards_.empty()) watch_.timer_.cancel();
}

void StallWatch::stop() {
  stopped_ = true;
  timer_.cancel();
  for (Guard* guard : guards_) {
    boost::system::error_code ignored;
    guard->socket_.close(ignored);
  }
}

void StallWatch::schedule() {
  timer_.expires_after(std::chrono::seconds(1));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) look();
  });
}

void StallWatch::look() {
  ++tick_;
  for (Guard* guard : guards_) {
    if (guard->deadline_ >= tick_) continue;
    guard->expired_ = true;
    boost::system::error_code ignored;
    guard->socket_.cancel(ignored);
  }
  if (!guards_.empty() && !stopped_) schedule();
}

}  // namespace drydock::http
