#include "emulator/elb/registration.h"

#include <string>
#include <utility>

namespace drydock::elb {

bool register_target(TargetGroup& group, std::string_view id, int port, TimePoint now) {
  Target fresh;
  fresh.id = id;
  fresh.port = port;
  fresh.registered_at = now;
  Target* known = find_target(group, id, port);
  if (known == nullptr) {
    group.targets.push_back(std::move(fresh));
    return true;
  }
  if (!known->deregistered_at) return false;
  *known = std::move(fresh);
  return true;
}

bool deregister_target(TargetGroup& group, std::string_view id, int port, TimePoint now) {
  Target* target = find_target(group, id, port);
  if (target == nullptr || target->deregistered_at) return false;
  target->deregistered_at = now;
  target->health = {};
  target->health.state = TargetState::draining;
  target->health.reason = TargetReason::deregistration_in_progress;
  return true;
}

bool remove_target(TargetGroup& group, std::string_view id, int port) {
  return std::erase_if(group.targets, [&](const Target& target) {
           return target.id == id && target.port == port;
         }) > 0;
}

}  // namespace drydock::elb
