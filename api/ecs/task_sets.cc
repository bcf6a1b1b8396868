#include "api/ecs/task_sets.h"

#include <string>
#include <utility>

#include "api/ecs/client_tokens.h"
#include "api/ecs/lookup.h"
#include "api/ecs/tags.h"
#include "api/ecs/task_set_description.h"
#include "emulator/base/take.h"
#include "emulator/ecs/client_token_uses.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/service.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {
namespace {

constexpr std::size_t described_task_sets_max = 10;

using model::ecs::DeploymentControllerType;

aws::Error not_governed_outside() {
  return invalid_parameter(
      "Amazon ECS only supports task set management on services configured to use external "
      "deployment controllers.");
}

/// The cluster and the ACTIVE service that a call is about.
struct Place {
  const Cluster* cluster = nullptr;
  const Service* service = nullptr;
};

template <class Request>
Result<Place> find_place(const aws::Context& context, const Request& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  const auto service = find_service(context.store, context.world, **cluster, request.service);
  if (!service) return service.error();
  if ((*service)->status != ServiceStatus::active) {
    return aws::Error(model::ecs::error::service_not_active_exception, "Service was not ACTIVE.");
  }
  if (!is_governed_outside(**service)) return not_governed_outside();
  return Place{*cluster, *service};
}

/// The same for a call that changes something: CodeDeploy's task sets are not the client's.
template <class Request>
Result<Place> find_own_place(const aws::Context& context, const Request& request) {
  const auto place = find_place(context, request);
  if (place && place->service->deployment_controller->type != DeploymentControllerType::external) {
    return not_governed_outside();
  }
  return place;
}

model::ecs::TaskSet shown(const aws::Context& context, const std::string& key, bool with_tags) {
  const auto& set = *context.store.find<TaskSet>(context.world, key);
  const auto& service = *context.store.find<Service>(context.world, set.service);
  const TaskSetCounts counts = count_tasks(context.store, context.world, service);
  return describe(context.store, context.world, service, set, counts.at(set.id), with_tags);
}

NewTaskSet wanted_by(const model::ecs::CreateTaskSetRequest& request) {
  NewTaskSet wanted{.task_definition = request.task_definition};
  wanted.launch_type = request.launch_type;
  take(request.capacity_provider_strategy, wanted.capacity_provider_strategy);
  wanted.platform_version = request.platform_version;
  wanted.network_configuration = request.network_configuration;
  take(request.load_balancers, wanted.load_balancers);
  if (request.scale) take(request.scale->value, wanted.scale);
  take(request.external_id, wanted.external_id);
  take(request.tags, wanted.tags);
  return wanted;
}

/// All that the call asks for beside where, and its token, which are known by then.
std::string digest_of(model::ecs::CreateTaskSetRequest request) {
  request.cluster.clear();
  request.service.clear();
  request.client_token.reset();
  return digest_of_request(request);
}

/// Makes the set: its key.
Result<std::string> make(aws::Context& context, const std::string& service_key,
                         const model::ecs::CreateTaskSetRequest& request) {
  if (const auto tags = check_tags(request.tags); !tags) return tags.error();
  if (request.service_registries && !request.service_registries->empty()) {
    return not_emulated("service discovery.");
  }
  const auto id = ecs::create_task_set(context.store, context.world, service_key,
                                       wanted_by(request), context.ids, context.now);
  if (!id) return id.error();
  return service_key + "/" + *id;
}

/// The service's key and the id of the set in it that a call is to change.
struct Named {
  std::string service_key;
  std::string id;
  [[nodiscard]] std::string key() const { return service_key + "/" + id; }
};

template <class Request>
Result<Named> find_named(const aws::Context& context, const Request& request,
                         const std::string& task_set) {
  const auto place = find_own_place(context, request);
  if (!place) return place.error();
  const Service& service = *place->service;
  auto id = task_set_id(context.world, service.cluster, service.name, task_set);
  if (!id) return id.error();
  return Named{service.key(), *std::move(id)};
}

}  // namespace

Result<model::ecs::CreateTaskSetResponse> create_task_set(
    aws::Context& context, const model::ecs::CreateTaskSetRequest& request) {
  const auto place = find_own_place(context, request);
  if (!place) return place.error();
  const std::string service = place->service->key();
  const auto token = client_token_of("CreateTaskSet " + service, place->cluster->name, request,
                                     service_token_length_max);
  if (!token) return token.error();
  const std::string asked = token->empty() ? std::string() : digest_of(request);
  if (const auto* use = find_use(context.store, context.world, *token, context.now)) {
    if (use->request_digest != asked) {
      return invalid_parameter("Creation of TaskSet was not idempotent.");
    }
    return model::ecs::CreateTaskSetResponse{.task_set = shown(context, use->task_set, true)};
  }
  const auto made = make(context, service, request);
  if (!made) return made.error();
  if (!token->empty()) {
    ClientTokenUse use{.token_digest = *token, .request_digest = asked};
    use.task_set = *made;
    use.used_at = context.now;
    keep_use(context.store, context.world, std::move(use), context.now);
  }
  return model::ecs::CreateTaskSetResponse{.task_set = shown(context, *made, true)};
}

Result<model::ecs::DescribeTaskSetsResponse> describe_task_sets(
    aws::Context& context, const model::ecs::DescribeTaskSetsRequest& request) {
  const auto place = find_place(context, request);
  if (!place) return place.error();
  const Service& service = *place->service;
  const auto named = request.task_sets.value_or(std::vector<std::string>{});
  if (named.empty()) return invalid_parameter("TaskSets cannot be empty.");
  if (named.size() > described_task_sets_max) {
    return invalid_parameter("TaskSets cannot have more than 10 elements.");
  }
  const bool with_tags = request.include && !request.include->empty();
  const TaskSetCounts counts = count_tasks(context.store, context.world, service);
  model::ecs::DescribeTaskSetsResponse response;
  response.task_sets.emplace();
  response.failures.emplace();
  for (const std::string& given : named) {
    const auto id = task_set_id(context.world, service.cluster, service.name, given);
    if (!id) return id.error();
    const std::string key = service.key() + "/" + *id;
    const auto* set = context.store.find<TaskSet>(context.world, key);
    if (set == nullptr) {
      response.failures->push_back({.arn = task_set_arn(context.world, key), .reason = "MISSING"});
    } else {
      response.task_sets->push_back(
          describe(context.store, context.world, service, *set, counts.at(*id), with_tags));
    }
  }
  return response;
}

Result<model::ecs::UpdateTaskSetResponse> update_task_set(
    aws::Context& context, const model::ecs::UpdateTaskSetRequest& request) {
  const auto named = find_named(context, request, request.task_set);
  if (!named) return named.error();
  if (!request.scale.value) return invalid_parameter("The scale value can not be blank.");
  const auto changed = update_task_set_scale(context.store, context.world, named->service_key,
                                             named->id, *request.scale.value, context.now);
  if (!changed) return changed.error();
  return model::ecs::UpdateTaskSetResponse{.task_set = shown(context, named->key(), true)};
}

Result<model::ecs::UpdateServicePrimaryTaskSetResponse> update_service_primary_task_set(
    aws::Context& context, const model::ecs::UpdateServicePrimaryTaskSetRequest& request) {
  const auto named = find_named(context, request, request.primary_task_set);
  if (!named) return named.error();
  const auto changed = set_primary_task_set(context.store, context.world, named->service_key,
                                            named->id, context.now);
  if (!changed) return changed.error();
  return model::ecs::UpdateServicePrimaryTaskSetResponse{.task_set =
                                                             shown(context, named->key(), true)};
}

Result<model::ecs::DeleteTaskSetResponse> delete_task_set(
    aws::Context& context, const model::ecs::DeleteTaskSetRequest& request) {
  const auto named = find_named(context, request, request.task_set);
  if (!named) return named.error();
  const auto deleted = ecs::delete_task_set(context.store, context.world, named->service_key,
                                            named->id, context.now);
  if (!deleted) return deleted.error();
  return model::ecs::DeleteTaskSetResponse{.task_set = shown(context, named->key(), true)};
}

}  // namespace drydock::ecs::api
