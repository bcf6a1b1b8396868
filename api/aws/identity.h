#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/aws/context.h"

namespace drydock::aws {

/// Who holds a temporary access key ("ASIA…"), if STS has handed it out.
using SessionLookup = std::function<std::optional<Caller>(std::string_view access_key_id)>;

/// What stands in for what a request does not say.
struct Defaults {
  std::string account = "000000000000";
  std::string region = "us-east-1";
};

/// The caller behind an access key id: the holder of a temporary key that is known; the root of the
/// account where the key is 12 digits, an account's number; else the default account's root.
Caller caller_of(std::string_view access_key_id, const Defaults& defaults,
                 const SessionLookup& sessions);

/// Whether `text` is an account's number: 12 digits.
bool is_account(std::string_view text);

}  // namespace drydock::aws
