#pragma once

#include "api/aws/dispatch.h"
#include "api/ecr/operations.h"

namespace drydock {

/// Puts every handler that drydock has into the tables of their services. `registry` outlives the
/// dispatcher.
void add_handlers(aws::Dispatcher& dispatcher, const ecr::api::Handlers& registry);

}  // namespace drydock
