#pragma once

#include "api/aws/service_table.h"

namespace drydock::iam::api {

/// The table of contents of this folder: every operation that has a handler. IAM is read only: an
/// account has its root and the roles of its services.
void add_operations(aws::ServiceTable& table);

}  // namespace drydock::iam::api
