#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ports/id_source.h"
#include "model/ecs/common.h"
#include "model/ecs/task.h"

namespace drydock::ecs {

struct Cluster;
struct Task;
struct TaskDefinition;

/// What RunTask or the service scheduler asks for when it wants one task. Whether it may have it
/// (an active definition, a network configuration for awsvpc, awsvpc for Fargate) is checked
/// before.
struct NewTask {
  const World& world;
  const Cluster& cluster;
  const TaskDefinition& definition;
  std::optional<model::ecs::LaunchType> launch_type{};
  std::optional<std::string> capacity_provider_name{};
  std::optional<std::string> platform_version{};
  std::string group{};          ///< Empty: "service:<service>", or "family:<family>" without one.
  std::string started_by{};     ///< Empty: the deployment's id, if there is one.
  std::string service{};        ///< The service's name, or empty.
  std::string deployment_id{};  ///< "ecs-svc/…", or empty.
  std::optional<model::ecs::AwsVpcConfiguration> awsvpc{};
  /// Which of `awsvpc`'s subnets the task gets, so that a caller can spread tasks over zones.
  /// Empty: the first. Without awsvpc it only chooses the availability zone.
  std::string subnet_id{};
  /// The id of the container instance that the task is placed on, and that instance's zone. Empty
  /// on Fargate.
  std::string container_instance{};
  std::string instance_zone{};
  model::ecs::TaskOverride overrides{};
  bool enable_execute_command = false;
  std::vector<model::ecs::Tag> tags{};
};

/// The group that the task is of: the one that is asked for, its service's or its family's.
std::string group_of(const NewTask& wanted);

/// A task in its first status (PROVISIONING with awsvpc, else PENDING) with its ids, its ARNs, its
/// containers and, with awsvpc, its network interface as PRECREATED. Putting it into the store is
/// all that it takes to have it run.
Task make_task(const NewTask& wanted, IdSource& ids, TimePoint now);

}  // namespace drydock::ecs
