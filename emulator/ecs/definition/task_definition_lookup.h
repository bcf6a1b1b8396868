#pragma once

#include <string_view>

#include "emulator/base/result.h"
#include "emulator/base/world.h"
#include "emulator/store/store.h"

/// How a task definition is found by what a call or a record names it by. The pointers hold until
/// the next change to the table.
namespace drydock::ecs {

struct TaskDefinition;

/// Whether it may be run: DeregisterTaskDefinition makes it INACTIVE.
bool is_active(const TaskDefinition& revision);

/// The revision that "family", "family:revision" or an ARN of either names; without a number the
/// newest ACTIVE one. Null where there is none.
Result<const TaskDefinition*> find_task_definition(const Store& store, const World& world,
                                                   std::string_view given);

/// The same for what is to be run: it must be there and ACTIVE.
Result<const TaskDefinition*> find_active_task_definition(const Store& store, const World& world,
                                                          std::string_view given);

/// The revision with this ARN, as a record names it, be it a service's or a daemon's; or null.
const TaskDefinition* find_revision(const Store& store, const World& world, std::string_view arn);

/// The newest ACTIVE revision of the family, or null.
const TaskDefinition* newest_active(const Store& store, const World& world,
                                    std::string_view family);

}  // namespace drydock::ecs
