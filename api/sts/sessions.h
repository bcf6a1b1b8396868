#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/sts/session.h"

/// Who calls, and keys that are good for a while.
/// https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html
namespace drydock::sts::api {

Result<model::sts::GetCallerIdentityResponse> get_caller_identity(
    aws::Context& context, const model::sts::GetCallerIdentityRequest& request);

/// Any role of any account may be assumed: drydock keeps no trust policies yet.
Result<model::sts::AssumeRoleResponse> assume_role(aws::Context& context,
                                                   const model::sts::AssumeRoleRequest& request);

/// Likewise, and the token's signature is not checked. The call needs no signature either.
Result<model::sts::AssumeRoleWithWebIdentityResponse> assume_role_with_web_identity(
    aws::Context& context, const model::sts::AssumeRoleWithWebIdentityRequest& request);

}  // namespace drydock::sts::api
