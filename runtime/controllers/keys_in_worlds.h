#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emulator/base/world.h"
#include "emulator/store/store.h"

namespace drydock {

/// A world and a record's key in it.
using KeyInWorld = std::pair<World, std::string>;

/// The keys of all records of a kind, for a walk during which others have the thread: a record may
/// be gone by the time its turn comes.
template <class Record>
std::vector<KeyInWorld> keys_of(const Store& store) {
  std::vector<KeyInWorld> keys;
  for (const World& world : store.worlds()) {
    for (const auto& [key, record] : store.table<Record>(world).rows()) {
      keys.emplace_back(world, key);
    }
  }
  return keys;
}

}  // namespace drydock
