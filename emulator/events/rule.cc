#include "emulator/events/rule.h"

#include "emulator/base/arn.h"

namespace drydock::events {

std::string rule_arn(const World& world, std::string_view name) {
  return make_arn("events", world, "rule/" + std::string(name));
}

std::string event_bus_arn(const World& world) {
  return make_arn("events", world, "event-bus/" + std::string(default_bus));
}

}  // namespace drydock::events
