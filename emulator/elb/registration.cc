#include "emulator/elb/registration.h"

#include <string>
#include <utility>

#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"

namespace drydock::elb {

bool register_target(Store& store, const World& world, std::string_view target_group_arn,
                     std::string_view id, int port, TimePoint now) {
  const Target* known = find_target(store, world, target_group_arn, id, port);
  if (known != nullptr && !known->deregistered_at) return false;
  Target fresh;
  fresh.target_group_arn = target_group_arn;
  fresh.id = id;
  fresh.port = port;
  fresh.registered_at = now;
  store.put(world, std::move(fresh));
  return true;
}

bool deregister_target(Store& store, const World& world, std::string_view target_group_arn,
                       std::string_view id, int port, TimePoint now) {
  const Target* known = find_target(store, world, target_group_arn, id, port);
  if (known == nullptr || known->deregistered_at) return false;
  store.change<Target>(world, known->key(), [now](Target& target) {
    target.deregistered_at = now;
    target.health = {};
    target.health.state = TargetState::draining;
    target.health.reason = TargetReason::deregistration_in_progress;
  });
  return true;
}

bool erase_target_group(Store& store, const World& world, std::string_view arn) {
  while (true) {
    const auto& targets = store.table<Target>(world).members(arn);
    if (targets.empty()) return store.erase<TargetGroup>(world, arn);
    store.erase<Target>(world, targets.begin()->first);
  }
}

}  // namespace drydock::elb
