#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/world.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/common.h"
#include "model/ecs/daemon_task_definition.h"

namespace drydock {
class Store;
}

namespace drydock::ecs {

/// One revision of a family of daemon task definitions, which are apart from those of services. It
/// is never taken away, so that no revision is given twice and a task always finds its own.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-daemons-task-definitions.html
struct DaemonTaskDefinition {
  static constexpr std::string_view table = "daemon_task_definitions";
  /// Sorts by family, then by revision as a number.
  [[nodiscard]] std::string key() const;

  model::ecs::DaemonTaskDefinition definition;  ///< As it was registered.
  TaskDefinition task;                          ///< The same as what its tasks run.
  std::vector<model::ecs::Tag> tags;

  friend bool operator==(const DaemonTaskDefinition&, const DaemonTaskDefinition&) = default;
};
BOOST_DESCRIBE_STRUCT(DaemonTaskDefinition, (), (definition, task, tags))

/// What "family", "family:revision" or an ARN of either names; without a number the newest ACTIVE
/// one. Null where there is none.
Result<const DaemonTaskDefinition*> find_daemon_task_definition(const Store& store,
                                                                const World& world,
                                                                std::string_view given);

/// The number of the family's next revision.
int next_daemon_revision(const Store& store, const World& world, const std::string& family);

/// What the tasks of the definition with this ARN run; null where it is no daemon's.
const TaskDefinition* find_task_of_daemon(const Store& store, const World& world,
                                          std::string_view arn);

bool is_active(const DaemonTaskDefinition& definition);

}  // namespace drydock::ecs
