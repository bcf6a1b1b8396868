#include "emulator/ecs/deployment/image_resolution.h"

#include <algorithm>

#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"

namespace drydock::ecs {
namespace {

using model::ecs::VersionConsistency;

/// What the task's service runs it as; null where it is no service's.
const ServiceRevision* revision_of_service(const Store& store, const World& world,
                                           const Task& task) {
  if (task.service.empty()) return nullptr;
  const std::string service = task.cluster + "/" + task.service;
  const auto* set = store.find<TaskSet>(world, service + "/" + task.deployment_id);
  return set == nullptr ? nullptr
                        : store.find<ServiceRevision>(world, service + "/" + set->revision);
}

/// What the task's daemon runs it as; null where it is no daemon's.
const DaemonRevision* revision_of_daemon(const Store& store, const World& world, const Task& task) {
  if (!is_of_daemon(task)) return nullptr;
  const std::string daemon = task.cluster + "/" + std::string(daemon_of(task));
  return store.find<DaemonRevision>(world, daemon + "/" + std::string(daemon_revision_of(task)));
}

bool follows_its_tag(const Store& store, const World& world, const Task& task,
                     std::string_view container) {
  const auto* definition = find_revision(store, world, task.task_definition_arn);
  const auto* found = definition == nullptr
                          ? nullptr
                          : find_container_definition(definition->definition, container);
  return found == nullptr || found->version_consistency == VersionConsistency::disabled;
}

template <class Revision>
const ResolvedImage* find_image(const Revision* revision, std::string_view container) {
  if (revision == nullptr) return nullptr;
  const auto found = std::ranges::find(revision->images, container, &ResolvedImage::container);
  return found == revision->images.end() ? nullptr : &*found;
}

/// Changes the task's revision where it waits for somebody to say what the container's image is.
template <class Revision, class Mutate>
void change_unresolved(Store& store, const World& world, const Revision* revision, const Task& task,
                       std::string_view container, Mutate mutate) {
  const bool waits = revision != nullptr && find_image(revision, container) == nullptr &&
                     revision->failed_resolutions < resolution_attempts_max &&
                     !follows_its_tag(store, world, task, container);
  if (waits) store.change<Revision>(world, revision->key(), mutate);
}

template <class Mutate>
void change_unresolved(Store& store, const World& world, const Task& task,
                       std::string_view container, Mutate mutate) {
  change_unresolved(store, world, revision_of_service(store, world, task), task, container, mutate);
  change_unresolved(store, world, revision_of_daemon(store, world, task), task, container, mutate);
}

}  // namespace

bool gave_up_resolving(const ServiceRevision& revision) {
  return revision.failed_resolutions >= resolution_attempts_max;
}

std::optional<std::string> resolved_digest(const Store& store, const World& world, const Task& task,
                                           std::string_view container) {
  const auto* image = find_image(revision_of_service(store, world, task), container);
  if (image == nullptr) image = find_image(revision_of_daemon(store, world, task), container);
  return image == nullptr ? std::nullopt : std::optional(image->digest);
}

std::string settle_digest(Store& store, const World& world, const Task& task,
                          std::string_view container, const std::string& digest) {
  if (auto resolved = resolved_digest(store, world, task, container)) return *std::move(resolved);
  change_unresolved(store, world, task, container, [&](auto& revision) {
    revision.images.push_back({.container = std::string(container), .digest = digest});
  });
  return digest;
}

void note_failed_resolution(Store& store, const World& world, const Task& task,
                            std::string_view container) {
  change_unresolved(store, world, task, container,
                    [](auto& revision) { ++revision.failed_resolutions; });
}

}  // namespace drydock::ecs
