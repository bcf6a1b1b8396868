#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/aws/pagination.h"
#include "emulator/base/result.h"
#include "emulator/base/world.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/errors.h"
#include "emulator/ecs/references.h"
#include "emulator/store/store.h"

namespace drydock::ecs {
struct Cluster;
struct ContainerInstance;
struct Service;
}  // namespace drydock::ecs

/// How handlers find what a call names, with the errors that AWS gives where it is not there. The
/// references hold until the next change to their table.
namespace drydock::ecs::api {

/// The cluster, which must be ACTIVE.
Result<const Cluster*> find_active_cluster(const Store& store, const World& world,
                                           const std::optional<std::string>& given);

/// The service in the cluster, whatever its status.
Result<const Service*> find_service(const Store& store, const World& world, const Cluster& cluster,
                                    std::string_view given);

/// The container instance in the cluster, whatever its status; null where there is none.
Result<const ContainerInstance*> find_container_instance(const Store& store, const World& world,
                                                         const Cluster& cluster,
                                                         std::string_view given);

/// The services of a cluster in the order of their names, whatever their status.
std::vector<const Service*> services_of(const Store& store, const World& world,
                                        std::string_view cluster);

/// Whether the cluster has a task that is not STOPPED.
bool has_live_tasks(const Store& store, const World& world, std::string_view cluster);

/// What a list operation asks for: `max_results` must be within 1 and 100. `of` names the cluster
/// or service whose list it is, if it is one's.
Result<aws::PageRequest> page_request(const aws::Context& context,
                                      const std::optional<std::string>& next_token,
                                      std::optional<int> max_results, int preset,
                                      std::string_view of = {});

aws::Error invalid_token();

/// The page of texts, in the order of `before`.
template <class Before = std::less<>>
Result<aws::Page<std::string>> page_of(std::vector<std::string> texts,
                                       const Result<aws::PageRequest>& request,
                                       Before before = {}) {
  if (!request) return request.error();
  const auto itself = [](const std::string& text) -> const std::string& { return text; };
  auto page = aws::page_of(std::move(texts), *request, itself, before);
  if (!page) return invalid_token();
  return *std::move(page);
}

}  // namespace drydock::ecs::api
