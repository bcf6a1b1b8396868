#include "emulator/ec2/lost_zone.h"

#include "emulator/store/store.h"

namespace drydock::ec2 {

bool is_lost(const Store& store, std::string_view zone) {
  return store.find<LostZone>(lost_zones_world, zone) != nullptr;
}

}  // namespace drydock::ec2
