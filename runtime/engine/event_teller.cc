#include "runtime/engine/event_teller.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace drydock {

EventTeller::EventTeller(boost::asio::any_io_executor executor)
    : executor_(std::move(executor)), queue_(std::make_shared<Queue>()) {}

void EventTeller::listen(std::function<void(const EngineEvent&)> listener) {
  queue_->listener = std::move(listener);
}

void EventTeller::tell(EngineEvent event) {
  queue_->events.push_back(std::move(event));
  if (std::exchange(queue_->posted, true)) return;
  boost::asio::post(executor_, [weak = std::weak_ptr(queue_)] {
    if (const auto queue = weak.lock()) tell_all(*queue);
  });
}

void EventTeller::tell_all(Queue& queue) {
  queue.posted = false;
  for (const EngineEvent& event : std::exchange(queue.events, {})) {
    if (queue.listener) queue.listener(event);
  }
}

}  // namespace drydock
