#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecs/task_resources.h"
#include "model/ecs/common.h"

namespace drydock::ecs {

enum class ContainerInstanceStatus {
  active,
  draining,  ///< It takes no new tasks.
  inactive,  ///< It has been deregistered, and is described for a while.
};
BOOST_DESCRIBE_ENUM(ContainerInstanceStatus, active, draining, inactive)
/// AWS's word, such as "DRAINING".
std::string_view to_text(ContainerInstanceStatus status);

/// A machine that tasks of the launch types EC2 and EXTERNAL are placed on. Whatever it is called,
/// its tasks run in the one engine of drydock. What its tasks leave of it is not kept but counted.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerInstance.html
struct ContainerInstance {
  static constexpr std::string_view table = "container_instances";
  [[nodiscard]] std::string key() const { return cluster + "/" + id; }

  std::string id;  ///< 32 hexadecimal digits.
  std::string arn;
  std::string cluster;  ///< The cluster's name.
  std::string ec2_instance_id;
  ContainerInstanceStatus status = ContainerInstanceStatus::active;
  bool local = false;  ///< drydock has made it, for the machine that it runs on.
  std::string agent_version;
  std::string agent_hash;
  std::string docker_version;
  /// By name; one that only is there, as a capability, has an empty value.
  std::map<std::string, std::string> attributes;
  TaskResources registered;  ///< `ports` are those that no task may have.
  std::vector<std::string> gpu_ids;
  std::int64_t version = 1;
  TimePoint registered_at;
  /// The id of the one that was made in its place, for a managed daemon's sake: this one drains,
  /// and is INACTIVE once it is empty. Empty where there is none.
  std::string successor;
  std::vector<model::ecs::Tag> tags;

  friend bool operator==(const ContainerInstance&, const ContainerInstance&) = default;
};
BOOST_DESCRIBE_STRUCT(ContainerInstance, (),
                      (id, arn, cluster, ec2_instance_id, status, local, agent_version, agent_hash,
                       docker_version, attributes, registered, gpu_ids, version, registered_at,
                       successor, tags))

/// The most records of instances that a cluster has, INACTIVE ones too: drydock's own bound. AWS
/// has 5,000. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
inline constexpr std::size_t cluster_instances_max = 200;

std::string container_instance_arn(const World& world, std::string_view cluster,
                                   std::string_view id);

inline constexpr std::string_view availability_zone_attribute = "ecs.availability-zone";
/// The instance's, which places its tasks; empty where it has lost it.
std::string availability_zone(const ContainerInstance& instance);

}  // namespace drydock::ecs
