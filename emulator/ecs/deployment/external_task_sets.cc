#include "emulator/ecs/deployment/external_task_sets.h"

#include <utility>

#include "emulator/ecs/capacity_providers.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/errors.h"
#include "emulator/ecs/launch_rules.h"
#include "emulator/ecs/load_balancer_rules.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs {
namespace {

using model::ecs::StabilityStatus;

Result<Done> check_room(const Store& store, const World& world, std::string_view service_key) {
  const auto sets = store.table<TaskSet>(world).members(service_key);
  if (sets.size() < task_sets_max) return Done{};
  return invalid_parameter(
      "5 deployments exist on the service. Unable to create new TaskSet since this exceeds the "
      "maximum limit.");
}

/// Written so that what is no number is refused too.
Result<Done> check_scale(double scale) {
  if (scale >= 0 && scale <= 100) return Done{};
  return invalid_parameter("The scale value must be between 0 and 100.");
}

Result<Done> check(const Store& store, const World& world, const ServiceRevision& revision,
                   const model::ecs::TaskDefinition& definition) {
  const auto launch = ecs::check(Launch{.definition = definition,
                                        .launch_type = revision.launch_type,
                                        .strategy = revision.capacity_provider_strategy,
                                        .platform_version = revision.platform_version,
                                        .network_configuration = revision.network_configuration});
  if (!launch) return launch;
  if (const auto single = check_single(revision.load_balancers); !single) return single;
  return check_load_balancers(store, world, revision.load_balancers, definition);
}

/// The revision that the set is to run, checked, without an id and a time.
Result<ServiceRevision> revision_for(const Store& store, const World& world, const Service& service,
                                     const NewTaskSet& wanted) {
  const auto definition = find_active_task_definition(store, world, wanted.task_definition);
  if (!definition) return definition.error();
  ServiceRevision revision;
  revision.service = service.key();
  revision.task_definition = (*definition)->definition.task_definition_arn.value_or("");
  revision.launch_type = wanted.launch_type;
  revision.capacity_provider_strategy = wanted.capacity_provider_strategy;
  revision.platform_version = wanted.platform_version;
  revision.network_configuration = wanted.network_configuration;
  revision.load_balancers = wanted.load_balancers;
  revision.service_registries = wanted.service_registries;
  const auto* cluster = store.find<Cluster>(world, service.cluster);
  choose_capacity(revision.launch_type, revision.capacity_provider_strategy,
                  cluster == nullptr ? CapacityProviderStrategy{}
                                     : cluster->default_capacity_provider_strategy);
  const auto checked = check(store, world, revision, (*definition)->definition);
  if (!checked) return checked.error();
  return revision;
}

/// That AWS says so in these words is inferred from what it says of services.
Result<const TaskSet*> find_set(const Store& store, const World& world,
                                std::string_view service_key, std::string_view id) {
  const auto* set = store.find<TaskSet>(world, std::string(service_key) + "/" + std::string(id));
  if (set != nullptr && set->external) return set;
  return aws::Error(model::ecs::error::task_set_not_found_exception, "TaskSet not found.");
}

Result<const TaskSet*> find_undrained(const Store& store, const World& world,
                                      std::string_view service_key, std::string_view id) {
  const auto set = find_set(store, world, service_key, id);
  if (set && (*set)->external->draining) return invalid_parameter("The TaskSet is DRAINING.");
  return set;
}

/// Makes an ACTIVE task set that runs the revision: its id.
std::string put_task_set(Store& store, const World& world, ServiceRevision revision,
                         ExternalControl control, IdSource& ids, TimePoint now) {
  revision.id = ids.decimal(19);
  revision.created_at = now;
  TaskSet set{.id = task_set_id(revision.id), .service = revision.service, .revision = revision.id};
  set.created_at = now;
  set.updated_at = now;
  control.stability_at = now;
  set.external = std::move(control);
  store.put(world, std::move(revision));
  return store.put(world, std::move(set)).id;
}

void touch(Store& store, const World& world, const std::string& key, TimePoint now) {
  if (store.find<TaskSet>(world, key) == nullptr) return;
  store.change<TaskSet>(world, key, [now](TaskSet& set) { set.updated_at = now; });
}

}  // namespace

bool is_governed_outside(const Service& service) {
  const auto& controller = service.deployment_controller;
  return controller && controller->type != model::ecs::DeploymentControllerType::ecs;
}

const Service& start_task_sets(Store& store, const World& world, Service service, IdSource& ids,
                               TimePoint now) {
  ServiceRevision revision = revision_of(service);
  const std::string key = service.key();
  const bool starts =
      service.deployment_controller->type != model::ecs::DeploymentControllerType::external;
  store.put(world, std::move(service));
  if (starts) {
    const std::string id =
        put_task_set(store, world, std::move(revision), ExternalControl{.scale = 100}, ids, now);
    store.change<Service>(world, key, [&id](Service& changed) { changed.task_set = id; });
  }
  return *store.find<Service>(world, key);
}

Result<std::string> create_task_set(Store& store, const World& world, std::string_view service_key,
                                    const NewTaskSet& wanted, IdSource& ids, TimePoint now) {
  if (const auto room = check_room(store, world, service_key); !room) return room.error();
  if (const auto scale = check_scale(wanted.scale); !scale) return scale.error();
  auto revision = revision_for(store, world, *store.find<Service>(world, service_key), wanted);
  if (!revision) return revision.error();
  ExternalControl control{.scale = wanted.scale};
  control.external_id = wanted.external_id;
  control.started_by = wanted.started_by;
  control.tags = wanted.tags;
  return put_task_set(store, world, *std::move(revision), std::move(control), ids, now);
}

Result<Done> update_task_set_scale(Store& store, const World& world, std::string_view service_key,
                                   std::string_view id, double scale, TimePoint now) {
  if (const auto checked = check_scale(scale); !checked) return checked;
  const auto set = find_undrained(store, world, service_key, id);
  if (!set) return set.error();
  if ((*set)->external->scale == scale) return Done{};
  store.change<TaskSet>(world, (*set)->key(), [scale, now](TaskSet& changed) {
    changed.external->scale = scale;
    changed.external->stability = StabilityStatus::stabilizing;
    changed.external->stability_at = now;
    changed.updated_at = now;
  });
  return Done{};
}

Result<Done> set_primary_task_set(Store& store, const World& world, std::string_view service_key,
                                  std::string_view id, TimePoint now) {
  const auto found = find_undrained(store, world, service_key, id);
  if (!found) return found.error();
  const TaskSet set = **found;
  const ServiceRevision revision = revision_of(store, world, set);
  const std::string before = store.find<Service>(world, service_key)->task_set;
  store.change<Service>(world, service_key, [&](Service& service) {
    take_up(service, revision);
    service.task_set = set.id;
  });
  touch(store, world, std::string(service_key) + "/" + before, now);
  touch(store, world, set.key(), now);
  return Done{};
}

Result<Done> delete_task_set(Store& store, const World& world, std::string_view service_key,
                             std::string_view id, TimePoint now) {
  const auto set = find_set(store, world, service_key, id);
  if (!set) return set.error();
  if (store.find<Service>(world, service_key)->task_set == (*set)->id) {
    return invalid_parameter("Primary TaskSet cannot be deleted");
  }
  if ((*set)->external->draining) return Done{};
  store.change<TaskSet>(world, (*set)->key(), [now](TaskSet& changed) {
    changed.external->draining = true;
    changed.requested = 0;
    changed.external->stability = StabilityStatus::stabilizing;
    changed.external->stability_at = now;
    changed.updated_at = now;
  });
  return Done{};
}

Result<StabilityStatus> task_set_stability(const Store& store, const World& world,
                                           std::string_view service_key, std::string_view id) {
  const auto set = find_set(store, world, service_key, id);
  if (!set) return set.error();
  return (*set)->external->stability;
}

void remove_task_set(Store& store, const World& world, std::string_view task_set_key) {
  const auto* set = store.find<TaskSet>(world, task_set_key);
  if (set == nullptr) return;
  const std::string revision = set->service + "/" + set->revision;
  const bool is_external = set->external.has_value();
  store.erase<TaskSet>(world, task_set_key);
  // A revision of ECS's own deployments is kept as long as one of them names it.
  if (is_external) store.erase<ServiceRevision>(world, revision);
}

}  // namespace drydock::ecs
