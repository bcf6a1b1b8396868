#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <string_view>

#include "emulator/base/time.h"

namespace drydock::iam {

/// Temporary credentials that STS has handed out, known afterwards by their access key id. Kept in
/// the world of the account alone (region ""), since STS sessions are global.
struct Session {
  static constexpr std::string_view table = "sessions";
  [[nodiscard]] std::string key() const { return access_key_id; }

  std::string access_key_id;  ///< "ASIA…"
  std::string secret_access_key;
  std::string session_token;
  std::string account;
  std::string arn;      ///< "arn:aws:sts::A:assumed-role/ROLE/session"
  std::string user_id;  ///< "AROA…:session"
  TimePoint expires_at;

  friend bool operator==(const Session&, const Session&) = default;
};
BOOST_DESCRIBE_STRUCT(Session, (),
                      (access_key_id, secret_access_key, session_token, account, arn, user_id,
                       expires_at))

}  // namespace drydock::iam
