#pragma once

#include <string_view>

#include "emulator/base/time.h"
#include "emulator/store/store.h"

/// The temporary credentials that the store keeps.
namespace drydock::iam {

struct Session;

/// The session of an access key id whose token this is, expired or not; or null.
const Session* find_session(const Store& store, std::string_view access_key_id,
                            std::string_view session_token);

/// Forgets sessions that expired long ago, a hundred at most, those first that did so first. False
/// where there are still as many as may be kept, so that there is no room for another.
bool make_room_for_session(Store& store, TimePoint now);

}  // namespace drydock::iam
