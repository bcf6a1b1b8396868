#include "emulator/ecs/deployment/image_resolution.h"

#include <algorithm>

#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/ecs/task_definition_lookup.h"

namespace drydock::ecs {
namespace {

using model::ecs::VersionConsistency;

/// What the task's service runs it as; null where it is no service's.
const ServiceRevision* revision_of(const Store& store, const World& world, const Task& task) {
  if (task.service.empty()) return nullptr;
  const std::string service = task.cluster + "/" + task.service;
  const auto* set = store.find<TaskSet>(world, service + "/" + task.deployment_id);
  return set == nullptr ? nullptr
                        : store.find<ServiceRevision>(world, service + "/" + set->revision);
}

bool follows_its_tag(const Store& store, const World& world, const Task& task,
                     std::string_view container) {
  const auto* definition = find_revision(store, world, task.task_definition_arn);
  const auto* found = definition == nullptr
                          ? nullptr
                          : find_container_definition(definition->definition, container);
  return found == nullptr || found->version_consistency == VersionConsistency::disabled;
}

const ResolvedImage* find_image(const ServiceRevision& revision, std::string_view container) {
  const auto found = std::ranges::find(revision.images, container, &ResolvedImage::container);
  return found == revision.images.end() ? nullptr : &*found;
}

/// The task's revision, while it waits for somebody to say what the container's image is.
const ServiceRevision* unresolved(const Store& store, const World& world, const Task& task,
                                  std::string_view container) {
  const ServiceRevision* revision = revision_of(store, world, task);
  const bool waits = revision != nullptr && find_image(*revision, container) == nullptr &&
                     !gave_up_resolving(*revision) &&
                     !follows_its_tag(store, world, task, container);
  return waits ? revision : nullptr;
}

}  // namespace

bool gave_up_resolving(const ServiceRevision& revision) {
  return revision.failed_resolutions >= resolution_attempts_max;
}

std::optional<std::string> resolved_digest(const Store& store, const World& world, const Task& task,
                                           std::string_view container) {
  const ServiceRevision* revision = revision_of(store, world, task);
  if (revision == nullptr) return std::nullopt;
  const ResolvedImage* image = find_image(*revision, container);
  return image == nullptr ? std::nullopt : std::optional(image->digest);
}

std::string settle_digest(Store& store, const World& world, const Task& task,
                          std::string_view container, const std::string& digest) {
  if (auto resolved = resolved_digest(store, world, task, container)) return *std::move(resolved);
  if (const ServiceRevision* revision = unresolved(store, world, task, container)) {
    store.change<ServiceRevision>(world, revision->key(), [&](ServiceRevision& record) {
      record.images.push_back({.container = std::string(container), .digest = digest});
    });
  }
  return digest;
}

void note_failed_resolution(Store& store, const World& world, const Task& task,
                            std::string_view container) {
  const ServiceRevision* revision = unresolved(store, world, task, container);
  if (revision == nullptr) return;
  store.change<ServiceRevision>(world, revision->key(),
                                [](ServiceRevision& record) { ++record.failed_resolutions; });
}

}  // namespace drydock::ecs
