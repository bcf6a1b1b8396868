#pragma once

#include <map>
#include <string>
#include <utility>

#include "emulator/elb/target_group.h"
#include "emulator/ports/engine.h"
#include "emulator/store/store.h"

namespace drydock::elb {

/// Where drydock reaches each target of a world: at the endpoint of the task whose address (target
/// type `ip`) or host port (`instance`) it is. What is no task's is reached as it is named, and the
/// world's one instance at 127.0.0.1.
class Reach {
 public:
  Reach(const Store& store, const World& world);

  /// `port` is the target's, or the one that its group's health check names.
  [[nodiscard]] Engine::Endpoint of(const TargetGroup& group, const Target& target, int port) const;

 private:
  /// A target's id and port to the endpoint of the task's container that listens there.
  std::map<std::pair<std::string, int>, Engine::Endpoint> endpoints_;
};

/// The same for one target, without the work of making a Reach.
Engine::Endpoint reach_of(const Store& store, const World& world, const TargetGroup& group,
                          const Target& target, int port);

}  // namespace drydock::elb
