#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/iam/role.h"

namespace drydock::iam::api {

/// NoSuchEntity for all but the service-linked roles. Trust policies are percent-encoded, as IAM
/// tells them.
Result<model::iam::GetRoleResponse> get_role(aws::Context& context,
                                             const model::iam::GetRoleRequest& request);

/// By name.
Result<model::iam::ListRolesResponse> list_roles(aws::Context& context,
                                                 const model::iam::ListRolesRequest& request);

}  // namespace drydock::iam::api
