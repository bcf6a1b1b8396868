#include "emulator/ecs/container_instance.h"

#include "emulator/base/arn.h"

namespace drydock::ecs {

std::string_view to_text(ContainerInstanceStatus status) {
  switch (status) {
    case ContainerInstanceStatus::active:
      return "ACTIVE";
    case ContainerInstanceStatus::draining:
      return "DRAINING";
    case ContainerInstanceStatus::inactive:
      return "INACTIVE";
  }
  return "";
}

std::string container_instance_arn(const World& world, std::string_view cluster,
                                   std::string_view id) {
  return make_arn("ecs", world,
                  "container-instance/" + std::string(cluster) + "/" + std::string(id));
}

std::string availability_zone(const ContainerInstance& instance) {
  const auto found = instance.attributes.find(std::string(availability_zone_attribute));
  return found == instance.attributes.end() ? "" : found->second;
}

}  // namespace drydock::ecs
