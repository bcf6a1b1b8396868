#include "api/ecs/lookup.h"

#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {
Result<const Cluster*> find_active_cluster(const Store& store, const World& world,
                                           const std::optional<std::string>& given) {
  const auto name = cluster_name(world, given);
  if (!name) return name.error();
  const Cluster* cluster = store.find<Cluster>(world, *name);
  if (cluster == nullptr) {
    return aws::Error(model::ecs::error::cluster_not_found_exception, "Cluster not found.");
  }
  if (cluster->status != ClusterStatus::active) {
    return aws::Error(model::ecs::error::cluster_not_found_exception,
                      "The referenced cluster was inactive.");
  }
  return cluster;
}

Result<const Service*> find_service(const Store& store, const World& world, const Cluster& cluster,
                                    std::string_view given) {
  const auto name = service_name(world, cluster.name, given);
  if (!name) return name.error();
  const Service* service = store.find<Service>(world, cluster.name + "/" + *name);
  if (service == nullptr) {
    return aws::Error(model::ecs::error::service_not_found_exception, "Service not found.");
  }
  return service;
}

Result<const ContainerInstance*> find_container_instance(const Store& store, const World& world,
                                                         const Cluster& cluster,
                                                         std::string_view given) {
  const auto id = container_instance_id(world, cluster.name, given);
  if (!id) return id.error();
  return store.find<ContainerInstance>(world, cluster.name + "/" + *id);
}

std::vector<const Service*> services_of(const Store& store, const World& world,
                                        std::string_view cluster) {
  return store.table<Service>(world).starting_with(std::string(cluster) + "/");
}

bool has_live_tasks(const Store& store, const World& world, std::string_view cluster) {
  return store.table<Task>(world).count_starting_with(Task::count_prefix(cluster)) > 0;
}

Result<aws::PageRequest> page_request(const aws::Context& context,
                                      const std::optional<std::string>& next_token,
                                      std::optional<int> max_results, int preset,
                                      std::string_view of) {
  const int size = max_results.value_or(preset);
  if (size < 1 || size > 100) return invalid_parameter("maxResults should be between 1 and 100.");
  return aws::page_request(context, next_token, size, of);
}

aws::Error invalid_token() { return invalid_parameter("Invalid nextToken."); }

}  // namespace drydock::ecs::api
