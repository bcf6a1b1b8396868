#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/iam/user.h"

namespace drydock::iam::api {

/// Without a name, the account's root, which is who every caller without a role is.
Result<model::iam::GetUserResponse> get_user(aws::Context& context,
                                             const model::iam::GetUserRequest& request);

}  // namespace drydock::iam::api
