#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <string_view>

#include "emulator/base/time.h"
#include "emulator/base/world.h"

namespace drydock::iam {

/// Temporary credentials that STS has handed out, known afterwards by their access key id. All are
/// kept in one world, since the key alone has to tell whose they are. The secrets themselves are
/// told once and not kept.
struct Session {
  static constexpr std::string_view table = "sessions";
  [[nodiscard]] std::string key() const { return access_key_id; }
  /// When it expires, as a text of the same order: the index begins with what expires first.
  [[nodiscard]] std::string index_key() const;

  std::string access_key_id;  ///< "ASIA…"
  std::string token_digest;   ///< SHA-256 of the session token.
  std::string account;
  std::string arn;      ///< "arn:aws:sts::A:assumed-role/ROLE/session"
  std::string user_id;  ///< "AROA…:session"
  TimePoint expires_at;

  friend bool operator==(const Session&, const Session&) = default;
};
BOOST_DESCRIBE_STRUCT(Session, (), (access_key_id, token_digest, account, arn, user_id, expires_at))

/// The world that all sessions are kept in: of no account and no region.
inline const World session_world;

/// The most sessions that are kept at a time.
inline constexpr std::size_t sessions_max = 10'000;
/// For so long the holder of expired credentials is told that they have expired; then they are
/// forgotten, and unknown.
inline constexpr Duration expired_session_kept_for = std::chrono::hours(1);

}  // namespace drydock::iam
