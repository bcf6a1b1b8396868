#include "api/aws/identity.h"

#include <algorithm>

namespace drydock::aws {

bool is_account(std::string_view text) {
  return text.size() == 12 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Caller root_of(std::string_view account, std::string_view access_key_id) {
  Caller caller;
  caller.account = account;
  caller.access_key_id = access_key_id;
  caller.arn = "arn:aws:iam::" + caller.account + ":root";
  caller.user_id = caller.account;
  return caller;
}

Caller caller_of(std::string_view access_key_id, const Defaults& defaults,
                 const SessionLookup& sessions) {
  if (is_account(access_key_id)) return root_of(access_key_id, access_key_id);
  if (sessions && access_key_id.starts_with("ASIA")) {
    if (auto caller = sessions(access_key_id)) return *std::move(caller);
  }
  return root_of(defaults.account, access_key_id);
}

}  // namespace drydock::aws
