#pragma once

#include <string>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"

namespace drydock::events {

/// Something that has happened in a world.
/// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
struct Event {
  std::string id;
  std::string detail_type;  ///< "ECS Task State Change"
  std::string source;       ///< "aws.ecs"
  TimePoint time;
  std::vector<std::string> resources;  ///< ARNs.
  std::string detail = "{}";           ///< A JSON object.
};

/// The event as patterns and targets see it: a JSON object with its world's account and region.
std::string envelope_of(const Event& event, const World& world);

/// "2026-08-01T12:34:56Z"
std::string utc_text(TimePoint time);

}  // namespace drydock::events
