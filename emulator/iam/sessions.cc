#include "emulator/iam/sessions.h"

#include <cstddef>
#include <string>

#include "emulator/base/sha256.h"
#include "emulator/iam/session.h"

namespace drydock::iam {
namespace {

/// More than one call adds, so that what has expired does not pile up; few enough for nobody to
/// notice.
constexpr std::size_t forgotten_at_once = 100;

const Session* next_to_expire(const Table<Session>& sessions) {
  const auto& by_expiry = sessions.index();
  return by_expiry.empty() ? nullptr : by_expiry.begin()->second.begin()->second;
}

}  // namespace

const Session* find_session(const Store& store, std::string_view access_key_id,
                            std::string_view session_token) {
  const auto* session = store.find<Session>(session_world, access_key_id);
  if (session == nullptr || session->token_digest != sha256_hex(session_token)) return nullptr;
  return session;
}

bool make_room_for_session(Store& store, TimePoint now) {
  const auto& sessions = store.table<Session>(session_world);
  // Where there is no room, those that have expired just now go as well.
  const Duration kept_for = sessions.size() < sessions_max ? expired_session_kept_for : Duration();
  for (std::size_t forgotten = 0; forgotten < forgotten_at_once; ++forgotten) {
    const Session* next = next_to_expire(sessions);
    if (next == nullptr || now - kept_for < next->expires_at) break;
    const std::string key = next->key();
    store.erase<Session>(session_world, key);
  }
  return sessions.size() < sessions_max;
}

}  // namespace drydock::iam
