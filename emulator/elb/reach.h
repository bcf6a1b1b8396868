#pragma once

#include "emulator/ports/engine.h"
#include "emulator/store/store.h"

namespace drydock::elb {

struct Target;
struct TargetGroup;

/// Where drydock reaches a target: at the endpoint of the task whose address (target type `ip`) or
/// host port (`instance`) it is. What is no task's is reached as it is named, and the world's one
/// instance at 127.0.0.1. `port` is the target's, or the one that its group's health check names.
Engine::Endpoint reach_of(const Store& store, const World& world, const TargetGroup& group,
                          const Target& target, int port);

}  // namespace drydock::elb
