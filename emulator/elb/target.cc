#include "emulator/elb/target.h"

#include "emulator/base/joined.h"

namespace drydock::elb {

std::string target_key(std::string_view target_group_arn, std::string_view id, int port) {
  return joined({target_group_arn, " ", id, ":", std::to_string(port)});
}

std::string Target::name() const { return owner.empty() ? key() : joined({key(), " ", owner}); }

std::string Target::place_key(std::string_view id, int port) {
  return joined({"@", id, ":", std::to_string(port)});
}

std::string_view group_of_target(std::string_view key) { return key.substr(0, key.find(' ')); }

bool is_same_registration(const Target& one, const Target& other) {
  return one.registered_at == other.registered_at && one.owner == other.owner;
}

const Target* find_target(const Store& store, const World& world, std::string_view target_group_arn,
                          std::string_view id, int port) {
  return store.find<Target>(world, target_key(target_group_arn, id, port));
}

}  // namespace drydock::elb
