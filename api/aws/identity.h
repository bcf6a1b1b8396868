#pragma once

#include <string>
#include <string_view>

#include "api/aws/context.h"
#include "api/aws/sigv4.h"
#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/model/service.h"

namespace drydock::aws {

struct Route;

/// What stands in for what a request does not say.
struct Defaults {
  std::string account = "000000000000";
  std::string region = "us-east-1";
};

/// Who makes the call, in `region`; or why AWS would not have them. Where no signature is asked
/// for, none is read: a client may be about to renew the credentials that it still signs with.
Result<Caller> identify(const Route& route, const std::string& region, const Defaults& defaults,
                        const Store& store, TimePoint now);

/// The caller behind a signature: the holder of a temporary key ("ASIA…") that STS has handed out;
/// the root of the account where the key is 12 digits, an account's number; else the default
/// account's root, whatever the key. The region decides the partition of a root's ARN.
///
/// A temporary key that STS has not handed out, without its session token or with another is an
/// InvalidClientTokenId, one that has expired an ExpiredToken. Other keys may come with any token.
Result<Caller> caller_of(const Signature& signature, std::string_view region,
                         const Defaults& defaults, const Store& store, TimePoint now);

/// An error about who calls or what they may, with the code of the query protocol, in the words of
/// another.
Error in_words_of(model::Protocol protocol, Error error);

}  // namespace drydock::aws
