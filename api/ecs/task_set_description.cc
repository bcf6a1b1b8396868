#include "api/ecs/task_set_description.h"

#include <string_view>

#include "api/ecs/revision_description.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/service.h"

namespace drydock::ecs::api {
namespace {

std::string_view status_of(const Service& service, const TaskSet& set) {
  if (set.external->draining || service.status != ServiceStatus::active) return "DRAINING";
  return set.id == service.task_set ? "PRIMARY" : "ACTIVE";
}

}  // namespace

model::ecs::TaskSet describe(const Store& store, const World& world, const Service& service,
                             const TaskSet& set, const RevisionCounts& counts, bool with_tags) {
  const ExternalControl& external = *set.external;
  const ServiceRevision& revision = revision_of(store, world, set);
  model::ecs::TaskSet shown;
  shown.id = set.id;
  shown.task_set_arn = task_set_arn(world, set.key());
  shown.service_arn = service.arn;
  shown.cluster_arn = service.cluster_arn;
  if (!external.started_by.empty()) shown.started_by = external.started_by;
  if (!external.external_id.empty()) shown.external_id = external.external_id;
  shown.status = status_of(service, set);
  show_revision(shown, revision);
  shown.computed_desired_count = counts.requested;
  shown.pending_count = counts.pending;
  shown.running_count = counts.running;
  shown.created_at = set.created_at;
  shown.updated_at = set.updated_at;
  shown.load_balancers = revision.load_balancers;
  shown.service_registries = revision.service_registries;
  shown.scale = {.value = external.scale, .unit = model::ecs::ScaleUnit::percent};
  shown.stability_status = external.stability;
  shown.stability_status_at = external.stability_at;
  shown.tags.emplace();
  if (with_tags) shown.tags = external.tags;
  return shown;
}

}  // namespace drydock::ecs::api
