#pragma once

#include "api/aws/service_table.h"
#include "api/codedeploy/deployments.h"

namespace drydock::codedeploy::api {

/// The handlers that need more than their call's Context.
struct Handlers {
  /// `functions` outlives them.
  explicit Handlers(const FunctionInvoker& functions) : deployments(functions) {}

  NewDeployments deployments;
};

/// The table of contents of this folder: every operation that has a handler. `handlers` outlives
/// the table.
void add_operations(aws::ServiceTable& table, const Handlers& handlers);

}  // namespace drydock::codedeploy::api
