#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/time.h"
#include "emulator/iam/session.h"
#include "emulator/ports/id_source.h"

namespace drydock::iam {

/// What the ARN of a role says of it.
struct RoleReference {
  std::string partition;
  std::string account;
  std::string name;  ///< Without its path.

  friend bool operator==(const RoleReference&, const RoleReference&) = default;
};

/// Nothing if the text is not "arn:<partition>:iam::<account>:role/<path and name>".
std::optional<RoleReference> role_reference(std::string_view text);

/// The unique id of an account's role, "AROA…". The same role always has the same.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
std::string role_id(std::string_view account, std::string_view name);

/// Temporary credentials as their holder gets them.
struct NewSession {
  Session session;
  std::string secret_access_key;
  std::string session_token;
};

/// Temporary credentials of a role, good from now on for so long.
NewSession make_session(const RoleReference& role, std::string_view session_name, Duration lifetime,
                        IdSource& ids, TimePoint now);

}  // namespace drydock::iam
