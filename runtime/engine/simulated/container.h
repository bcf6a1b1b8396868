#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/shared.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/engine.h"
#include "runtime/engine/simulated/scenario.h"

namespace drydock::simulated {

/// What the engine needs of a container's spec after it has created it. There may be very many.
struct KeptSpec {
  std::string image;
  NetworkAttachment network;
  std::vector<PortBinding> ports;
  std::vector<std::string> volumes;  ///< The names of those that it mounts.
};
KeptSpec keep(ContainerSpec spec);

/// A container of the simulated engine: what it was created with and what has become of it.
struct Container {
  KeptSpec spec;
  ContainerState state;
  Shared<Behaviour> behaviour;  ///< With the other containers of its image.
  TimePoint started_at{};
  /// Health has been broken from outside, and stays so.
  bool health_broken = false;
  /// start() has been called and start_after has not passed.
  bool starting = false;
  /// The next step of its life: that it runs, or that it ends.
  std::optional<Clock::TimerId> next_step;
  std::optional<TimePoint> ends_at;  ///< When next_step ends it.
};

/// Whether a running container is well at `now`.
bool is_healthy(const Container& container, TimePoint now);

/// What a running container has used by `now`.
ContainerUsage usage_of(const Container& container, TimePoint now);

/// A request that comes to a container.
struct Question {
  int port = 0;
  std::string path;
  bool health_check = false;  ///< It came from a load balancer's health checker.
};

/// What the container says, and how long it takes to say it.
struct Answer {
  int status = 200;
  std::string body;
  Duration after{0};
};

/// Nothing where the container does not run or does not listen on that port. While the container is
/// not well, a request for the health path and any load balancer's health check get 503.
std::optional<Answer> answer(const Container& container, const Question& question, TimePoint now);

}  // namespace drydock::simulated
