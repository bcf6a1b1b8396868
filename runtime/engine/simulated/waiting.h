#pragma once

#include "async/wake.h"
#include "runtime/engine/simulated/simulated_engine.h"

namespace drydock {

/// A call of the simulated engine that waits: for time, or for a container. It is woken as well
/// when the engine goes out of reach.
class SimulatedEngine::Waiting {
 public:
  Waiting(SimulatedEngine& engine, std::string container_id)
      : engine_(engine),
        container_id_(std::move(container_id)),
        wake_(engine.clock_, engine.executor_),
        place_(engine.waiting_.emplace(container_id_, this)) {}
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() { engine_.waiting_.erase(place_); }

  boost::asio::awaitable<void> until(std::optional<TimePoint> deadline) {
    return wake_.wait_until(deadline);
  }
  void wake() { wake_.notify(); }

 private:
  SimulatedEngine& engine_;
  std::string container_id_;
  Wake wake_;
  std::multimap<std::string_view, Waiting*>::iterator place_;
};

}  // namespace drydock
