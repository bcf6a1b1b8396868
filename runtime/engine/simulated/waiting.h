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
        wake_(engine.clock_, engine.executor_) {
    engine_.waiting_.push_back(this);
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() { std::erase(engine_.waiting_, this); }

  boost::asio::awaitable<void> until(std::optional<TimePoint> deadline) {
    return wake_.wait_until(deadline);
  }
  void wake() { wake_.notify(); }
  [[nodiscard]] const std::string& container_id() const { return container_id_; }

 private:
  SimulatedEngine& engine_;
  std::string container_id_;
  Wake wake_;
};

}  // namespace drydock
