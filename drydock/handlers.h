#pragma once

#include "api/aws/dispatch.h"
#include "api/ecr/operations.h"
#include "api/ecs/operations.h"

namespace drydock {

/// Puts every handler that drydock has into the tables of their services. `registry` and
/// `containers` outlive the dispatcher.
void add_handlers(aws::Dispatcher& dispatcher, const ecr::api::Handlers& registry,
                  const ecs::api::Handlers& containers);

}  // namespace drydock
