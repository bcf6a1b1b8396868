#pragma once

#include "api/aws/service_table.h"

namespace drydock::ec2::api {

/// The table of contents of this folder: every operation that has a handler.
void add_operations(aws::ServiceTable& table);

}  // namespace drydock::ec2::api
