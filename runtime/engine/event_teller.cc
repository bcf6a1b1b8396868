#include "runtime/engine/event_teller.h"

#include <boost/asio/post.hpp>
#include <cstddef>
#include <utility>

namespace drydock {
namespace {

/// So many events are told before others get a turn.
constexpr std::size_t most_told_at_once = 20;

}  // namespace

/// Tells the next events, and posts itself again while there are any.
class EventTeller::Telling {
 public:
  Telling(boost::asio::any_io_executor executor, const std::shared_ptr<Queue>& queue)
      : executor_(std::move(executor)), weak_(queue) {}

  void operator()() {
    const auto queue = weak_.lock();
    if (!queue) return;
    for (std::size_t left = most_told_at_once; left > 0 && !queue->events.empty(); --left) {
      const EngineEvent event = std::move(queue->events.front());
      queue->events.pop_front();
      if (queue->listener) queue->listener(event);
    }
    if (queue->events.empty()) {
      queue->posted = false;
    } else {
      const auto executor = executor_;
      boost::asio::post(executor, std::move(*this));
    }
  }

 private:
  boost::asio::any_io_executor executor_;
  std::weak_ptr<Queue> weak_;
};

EventTeller::EventTeller(boost::asio::any_io_executor executor)
    : executor_(std::move(executor)), queue_(std::make_shared<Queue>()) {}

void EventTeller::listen(std::function<void(const EngineEvent&)> listener) {
  queue_->listener = std::move(listener);
}

void EventTeller::tell(EngineEvent event) {
  queue_->events.push_back(std::move(event));
  if (std::exchange(queue_->posted, true)) return;
  boost::asio::post(executor_, Telling(executor_, queue_));
}

}  // namespace drydock
