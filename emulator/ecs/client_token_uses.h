#pragma once

#include <string_view>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecs/client_token.h"
#include "emulator/store/store.h"

/// The uses of client tokens that the store keeps.
namespace drydock::ecs {

/// Whether the token is no longer good, and the next call with it a new one.
bool is_over(const ClientTokenUse& use, const Store& store, const World& world, TimePoint now);

/// The use with this digest that is not over, or null.
const ClientTokenUse* find_use(const Store& store, const World& world,
                               std::string_view token_digest, TimePoint now);

/// Keeps a use, and forgets some that are over: more of them than come, so that they never grow to
/// more than a few beside those that are good.
void keep_use(Store& store, const World& world, ClientTokenUse use, TimePoint now);

}  // namespace drydock::ecs
