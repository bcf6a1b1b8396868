#include "emulator/iam/sessions.h"

#include <string>
#include <vector>

#include "emulator/base/sha256.h"

namespace drydock::iam {

const Session* find_session(const Store& store, std::string_view access_key_id,
                            std::string_view session_token) {
  const auto* session = store.find<Session>(session_world, access_key_id);
  if (session == nullptr || session->token_digest != sha256_hex(session_token)) return nullptr;
  return session;
}

bool make_room_for_session(Store& store, TimePoint now) {
  const auto& rows = store.table<Session>(session_world).rows();
  // Where there is no room, those that have expired just now go as well.
  const Duration kept_for = rows.size() < sessions_max ? expired_session_kept_for : Duration();
  std::vector<std::string> gone;
  for (const auto& [key, session] : rows) {
    if (session.expires_at + kept_for <= now) gone.push_back(key);
  }
  for (const std::string& key : gone) store.erase<Session>(session_world, key);
  return rows.size() < sessions_max;
}

}  // namespace drydock::iam
