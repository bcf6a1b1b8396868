#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"

namespace drydock::aws {

/// Says who may do what: the one place that is asked, of every call, once it is known who makes it
/// and before anything of its input is looked at.
class Authorizer {
 public:
  virtual ~Authorizer() = default;

  /// An error, `error::access_denied` with the sentence that AWS has for it, where the caller may
  /// not call this operation in this world. Called on the control thread, and of a call whose
  /// handler waits twice: it changes nothing.
  [[nodiscard]] virtual Result<Done> check(const Context& context) const = 0;
};

/// Lets everyone do everything, as an account does that has no policies.
const Authorizer& everyone_may();

}  // namespace drydock::aws
