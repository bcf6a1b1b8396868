#include "api/ecs/container_instances.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "api/ecs/container_instance_description.h"
#include "api/ecs/lookup.h"
#include "api/ecs/tags.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/instance_replacement.h"
#include "emulator/ecs/instance/instance_registration.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/task.h"
#include "model/ecs/service_model.h"
#include "model/ecs/task.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::ContainerInstanceField;

constexpr std::size_t described_instances_max = 100;
constexpr std::size_t updated_instances_max = 10;

const ContainerInstanceFields nothing_more = {};
const ContainerInstanceFields with_tags = {ContainerInstanceField::tags};

bool is_inactive(const ContainerInstance& instance) {
  return instance.status == ContainerInstanceStatus::inactive;
}

/// Gives the record what AWS gives an instance that it has not seen before.
Result<Done> introduce(aws::Context& context, ContainerInstance& instance) {
  if (!make_room_for_instance(context.store, context.world, instance.cluster)) {
    return client_error("A cluster can have at most 200 container instances here.");
  }
  instance.id = context.ids.hex(32);
  instance.arn = container_instance_arn(context.world, instance.cluster, instance.id);
  if (instance.ec2_instance_id.empty()) instance.ec2_instance_id = "i-0" + context.ids.hex(16);
  instance.registered_at = context.now;
  return Done{};
}

/// Lets the record take the place of the one that the caller names.
Result<Done> replace(const aws::Context& context, const Cluster& cluster, const std::string& arn,
                     ContainerInstance& instance) {
  const auto had = find_container_instance(context.store, context.world, cluster, arn);
  if (!had) return had.error();
  if (*had == nullptr || is_inactive(**had)) {
    return client_error("The referenced container instance is not registered.");
  }
  instance.id = (*had)->id;
  instance.arn = (*had)->arn;
  if (instance.ec2_instance_id.empty()) instance.ec2_instance_id = (*had)->ec2_instance_id;
  instance.status = (*had)->status;
  instance.version = (*had)->version + 1;
  instance.registered_at = (*had)->registered_at;
  instance.successor = (*had)->successor;
  if (instance.tags.empty()) instance.tags = (*had)->tags;
  return Done{};
}

/// The instance, which must be there.
Result<const ContainerInstance*> find_known(const aws::Context& context, const Cluster& cluster,
                                            const std::string& given) {
  const auto found = find_container_instance(context.store, context.world, cluster, given);
  if (found && *found == nullptr) {
    return invalid_parameter("The referenced container instance was not found.");
  }
  return found;
}

/// The words are those of AWS's documentation of stopped tasks.
void stop_tasks_on(aws::Context& context, const ContainerInstance& instance) {
  for (const Task* task : tasks_on(context.store, context.world, instance)) {
    context.store.change<Task>(context.world, task->key(), [&context](Task& record) {
      request_stop(record, model::ecs::TaskStopCode::termination_notice,
                   "Container instance deregistration forced by user", context.now);
    });
  }
}

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-draining.html
void stop_pending_tasks_on(aws::Context& context, const ContainerInstance& instance) {
  for (const Task* task : tasks_on(context.store, context.world, instance)) {
    if (task->service.empty() || task->last_status >= TaskStatus::running) continue;
    context.store.change<Task>(context.world, task->key(), [&](Task& record) {
      request_stop(record, model::ecs::TaskStopCode::service_scheduler_initiated,
                   "Container instance is in DRAINING state", context.now);
    });
  }
}

model::ecs::Failure missing(const aws::Context& context, const Cluster& cluster,
                            const std::string& given) {
  const auto id = container_instance_id(context.world, cluster.name, given);
  return {.arn = id ? container_instance_arn(context.world, cluster.name, *id) : given,
          .reason = "MISSING",
          .detail = {}};
}

const ContainerInstance& set_status(aws::Context& context, const ContainerInstance& instance,
                                    ContainerInstanceStatus status) {
  if (instance.status == status) return instance;
  return context.store.change<ContainerInstance>(context.world, instance.key(),
                                                 [status](ContainerInstance& record) {
                                                   record.status = status;
                                                   ++record.version;
                                                 });
}

bool is_listed(const ContainerInstance& instance,
               const std::optional<model::ecs::ContainerInstanceStatus>& wanted) {
  if (!wanted) return !is_inactive(instance);
  return model::to_text(*wanted) == to_text(instance.status);
}

}  // namespace

Result<model::ecs::RegisterContainerInstanceResponse> register_container_instance(
    aws::Context& context, const model::ecs::RegisterContainerInstanceRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  if (const auto tags = check_tags(request.tags); !tags) return tags.error();
  const std::string name = (*cluster)->name;
  auto instance =
      registered_instance({.world = context.world, .cluster = name, .request = request});
  if (!instance) return instance.error();
  const auto& arn = request.container_instance_arn;
  const auto ready = arn && !arn->empty() ? replace(context, **cluster, *arn, *instance)
                                          : introduce(context, *instance);
  if (!ready) return ready.error();
  const ContainerInstance& put = context.store.put(context.world, *std::move(instance));
  return model::ecs::RegisterContainerInstanceResponse{
      .container_instance = describe(put, context.store, context.world, with_tags)};
}

Result<model::ecs::DeregisterContainerInstanceResponse> deregister_container_instance(
    aws::Context& context, const model::ecs::DeregisterContainerInstanceRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  const auto instance = find_known(context, **cluster, request.container_instance);
  if (!instance) return instance.error();
  if (!tasks_on(context.store, context.world, **instance).empty()) {
    if (!request.force.value_or(false)) {
      return invalid_parameter("Found running tasks on the instance.");
    }
    stop_tasks_on(context, **instance);
  }
  const ContainerInstance& gone =
      set_status(context, **instance, ContainerInstanceStatus::inactive);
  return model::ecs::DeregisterContainerInstanceResponse{
      .container_instance = describe(gone, context.store, context.world, with_tags)};
}

Result<model::ecs::ListContainerInstancesResponse> list_container_instances(
    aws::Context& context, const model::ecs::ListContainerInstancesRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  std::optional<ClusterQuery> query;
  if (request.filter && !request.filter->empty()) {
    auto parsed = ClusterQuery::parse(*request.filter);
    if (!parsed) return invalid_parameter("Invalid filter: " + parsed.error() + ".");
    query = *std::move(parsed);
  }
  std::vector<std::string> arns;
  for (const auto* instance : instances_of(context.store, context.world, (*cluster)->name)) {
    if (!is_listed(*instance, request.status)) continue;
    if (!query || query->matches(queried(context.store, context.world, *instance))) {
      arns.push_back(instance->arn);
    }
  }
  auto page = page_of(std::move(arns), page_request(context, request.next_token,
                                                    request.max_results, 100, (*cluster)->name));
  if (!page) return page.error();
  return model::ecs::ListContainerInstancesResponse{
      .container_instance_arns = std::move(page->items), .next_token = std::move(page->next_token)};
}

Result<model::ecs::DescribeContainerInstancesResponse> describe_container_instances(
    aws::Context& context, const model::ecs::DescribeContainerInstancesRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  if (request.container_instances.empty()) {
    return invalid_parameter("Container instances cannot be empty.");
  }
  if (request.container_instances.size() > described_instances_max) {
    return invalid_parameter("Container instances cannot have more than 100 elements.");
  }
  const auto fields = request.include.value_or(std::vector<ContainerInstanceField>{});
  const ContainerInstanceFields include(fields.begin(), fields.end());
  model::ecs::DescribeContainerInstancesResponse response;
  response.container_instances.emplace();
  response.failures.emplace();
  for (const std::string& given : request.container_instances) {
    const auto found = find_container_instance(context.store, context.world, **cluster, given);
    if (!found) return found.error();
    if (*found == nullptr) {
      response.failures->push_back(missing(context, **cluster, given));
    } else {
      response.container_instances->push_back(
          describe(**found, context.store, context.world, include));
    }
  }
  return response;
}

Result<model::ecs::UpdateContainerInstancesStateResponse> update_container_instances_state(
    aws::Context& context, const model::ecs::UpdateContainerInstancesStateRequest& request) {
  using Wanted = model::ecs::ContainerInstanceStatus;
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  if (request.status != Wanted::active && request.status != Wanted::draining) {
    return invalid_parameter("Container instance status should be one of [ACTIVE,DRAINING].");
  }
  if (request.container_instances.empty() ||
      request.container_instances.size() > updated_instances_max) {
    return invalid_parameter("Container instances must have between 1 and 10 elements.");
  }
  const bool drains = request.status == Wanted::draining;
  model::ecs::UpdateContainerInstancesStateResponse response;
  response.container_instances.emplace();
  response.failures.emplace();
  for (const std::string& given : request.container_instances) {
    const auto found = find_container_instance(context.store, context.world, **cluster, given);
    if (!found) return found.error();
    if (*found == nullptr) {
      response.failures->push_back(missing(context, **cluster, given));
      continue;
    }
    if (is_inactive(**found)) {
      response.failures->push_back({.arn = (*found)->arn, .reason = "INACTIVE", .detail = {}});
      continue;
    }
    const ContainerInstance& instance =
        set_status(context, **found,
                   drains ? ContainerInstanceStatus::draining : ContainerInstanceStatus::active);
    if (drains) stop_pending_tasks_on(context, instance);
    response.container_instances->push_back(
        describe(instance, context.store, context.world, nothing_more));
  }
  return response;
}

Result<model::ecs::UpdateContainerAgentResponse> update_container_agent(
    aws::Context& context, const model::ecs::UpdateContainerAgentRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  const auto instance = find_known(context, **cluster, request.container_instance);
  if (!instance) return instance.error();
  return aws::Error(model::ecs::error::no_update_available_exception,
                    "There is no update available for your container agent.");
}

}  // namespace drydock::ecs::api
