#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulator/base/world.h"
#include "emulator/ecs/container/labels.h"
#include "emulator/ports/engine.h"
#include "model/ecs/task_definition.h"

/// What the engine is told to create for a task. Everything here is worked out from the task
/// definition and the task's overrides; nothing is looked up.
namespace drydock::ecs {

struct Task;

/// The value of `container_label` of a pause container, as the ECS agent names it.
inline constexpr std::string_view pause_container_name = "~internal~ecs~pause";

/// The image of the pause containers of a drydock, which it makes itself, so that nothing is pulled
/// and no two share one.
std::string pause_image(const std::string& instance);

/// The engine's network for the default VPC. Every world's default VPC has the same addresses and
/// an engine cannot have two networks of the same, so all worlds share this one, and so do all the
/// drydocks of an engine: whoever needs it first makes it, and whoever leaves last takes it away.
inline constexpr std::string_view vpc_network_name = "drydock-vpc";

/// What a container is made of besides its task.
struct ContainerIngredients {
  const World& world;
  const std::string& instance;  ///< The value of `instance_label`.
  const Task& task;
  const model::ecs::TaskDefinition& definition;
  std::string image;   ///< As the engine holds it.
  std::string suffix;  ///< 20 hexadecimal digits that make the engine's name unique.
  /// Names that its containers know, with their addresses.
  std::map<std::string, std::string> hosts = {};
};

/// The container called `name` in the task definition, with the task's overrides.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
ContainerSpec container_spec(const ContainerIngredients& from, const std::string& name);

/// The container that holds an awsvpc task's network namespace, at the address of the task's
/// network interface. `publish_ports` also publishes the task's ports on the host, for an engine
/// whose networks the host does not reach.
ContainerSpec pause_spec(const ContainerIngredients& from, bool publish_ports);

}  // namespace drydock::ecs
