#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/time.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

struct Task;

/// What a container's `dependsOn` says about creating it.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
struct DependencyVerdict {
  enum class Kind {
    met,      ///< It may be created.
    waiting,  ///< Not yet.
    never,    ///< A dependency has failed for good, so the container will never start.
  };
  Kind kind = Kind::met;
  /// With `never`: which dependency, in the words of the ECS agent.
  std::string reason;
  /// With `waiting`: when a dependency's startTimeout passes.
  std::optional<TimePoint> until;
};

/// Looks at everything that `container` depends on. A dependency's startTimeout counts from its own
/// start, and not for the condition START.
DependencyVerdict check_dependencies(const Task& task, const model::ecs::TaskDefinition& definition,
                                     const model::ecs::ContainerDefinition& container,
                                     TimePoint now);

/// Whether a container may be stopped: containers stop in the reverse order, so everything that
/// depends on it has to have stopped before.
bool dependants_have_stopped(const Task& task, const model::ecs::TaskDefinition& definition,
                             std::string_view container);

}  // namespace drydock::ecs
