#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <deque>
#include <functional>
#include <memory>

#include "emulator/ports/engine.h"

namespace drydock {

/// Tells an engine's events to its one listener: in order, never inside the call that made them,
/// and not very many in one go. What happens before there is a listener is told to nobody.
class EventTeller {
 public:
  explicit EventTeller(boost::asio::any_io_executor executor);
  EventTeller(const EventTeller&) = delete;
  EventTeller& operator=(const EventTeller&) = delete;

  void listen(std::function<void(const EngineEvent&)> listener);
  void tell(EngineEvent event);

 private:
  struct Queue {
    std::function<void(const EngineEvent&)> listener;
    std::deque<EngineEvent> events;
    bool posted = false;
  };
  class Telling;

  boost::asio::any_io_executor executor_;
  std::shared_ptr<Queue> queue_;  ///< A posted handler finds out by it that the engine is gone.
};

}  // namespace drydock
