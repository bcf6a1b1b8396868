#include "api/ecs/tasks.h"

#include <algorithm>

#include "api/ecs/lookup.h"
#include "api/ecs/tags.h"
#include "api/ecs/task_description.h"
#include "emulator/ecs/launch_rules.h"
#include "emulator/ecs/new_task.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::LaunchType;
using model::ecs::RunTaskRequest;

constexpr int tasks_per_call_max = 10;
constexpr std::size_t described_tasks_max = 100;

const TaskDefinition* definition_of(const aws::Context& context, const Task& task) {
  const auto found = find_task_definition(context.store, context.world, task.task_definition_arn);
  return found ? *found : nullptr;
}

/// A call that says nothing about capacity gets the cluster's default strategy, if it has one.
CapacityProviderStrategy strategy_of(const RunTaskRequest& request, const Cluster& cluster) {
  if (request.capacity_provider_strategy && !request.capacity_provider_strategy->empty()) {
    return *request.capacity_provider_strategy;
  }
  return request.launch_type ? CapacityProviderStrategy{}
                             : cluster.default_capacity_provider_strategy;
}

Result<Done> check(const RunTaskRequest& request, const TaskDefinition& definition,
                   const CapacityProviderStrategy& strategy) {
  const int count = request.count.value_or(1);
  if (count < 1 || count > tasks_per_call_max) {
    return invalid_parameter("Count must be between 1 and 10.");
  }
  if (const auto tags = check_tags(request.tags); !tags) return tags;
  const auto launch = ecs::check(Launch{.definition = definition.definition,
                                        .launch_type = request.launch_type,
                                        .strategy = strategy,
                                        .platform_version = request.platform_version,
                                        .network_configuration = request.network_configuration});
  if (!launch) return launch;
  return ecs::check(request.overrides.value_or(model::ecs::TaskOverride{}), definition.definition);
}

std::vector<model::ecs::Tag> tags_of(const RunTaskRequest& request, const Cluster& cluster,
                                     const TaskDefinition& definition) {
  auto tags = request.tags.value_or(std::vector<model::ecs::Tag>{});
  if (request.propagate_tags == model::ecs::PropagateTags::task_definition) {
    for (const auto& tag : definition.tags) {
      if (std::ranges::find(tags, tag.key, &model::ecs::Tag::key) == tags.end()) {
        tags.push_back(tag);
      }
    }
  }
  if (request.enable_ecs_managed_tags.value_or(false)) {
    tags.push_back({.key = "aws:ecs:clusterName", .value = cluster.name});
  }
  return tags;
}

/// A call that leaves the choice to AWS runs its tasks on EC2.
std::optional<LaunchType> launch_type_of(const RunTaskRequest& request,
                                         const CapacityProviderStrategy& strategy) {
  if (request.launch_type || !strategy.empty()) return request.launch_type;
  return LaunchType::ec2;
}

NewTask new_task(const aws::Context& context, const RunTaskRequest& request,
                 const CapacityProviderStrategy& strategy, const Cluster& cluster,
                 const TaskDefinition& definition) {
  NewTask wanted{.world = context.world,
                 .cluster = cluster,
                 .definition = definition,
                 .launch_type = launch_type_of(request, strategy),
                 .capacity_provider_name = {},
                 .platform_version = request.platform_version,
                 .group = request.group.value_or(""),
                 .started_by = request.started_by.value_or(""),
                 .service = {},
                 .deployment_id = {},
                 .awsvpc = {},
                 .subnet_id = {},
                 .overrides = request.overrides.value_or(model::ecs::TaskOverride{}),
                 .enable_execute_command = request.enable_execute_command.value_or(false),
                 .tags = tags_of(request, cluster, definition)};
  if (request.network_configuration) {
    wanted.awsvpc = request.network_configuration->awsvpc_configuration;
  }
  return wanted;
}

/// Whether the task is one that the caller lists.
bool matches(const Task& task, const model::ecs::ListTasksRequest& request) {
  const auto desired = request.desired_status.value_or(model::ecs::DesiredStatus::running);
  if (model::to_text(desired) != to_text(task.desired_status)) return false;
  if (request.started_by && task.started_by != *request.started_by) return false;
  if (request.launch_type && task.launch_type.value_or(LaunchType::ec2) != *request.launch_type) {
    return false;
  }
  if (!request.family) return true;
  const auto reference = task_definition_reference(task.task_definition_arn);
  return reference && reference->family == *request.family;
}

/// Tasks of one service or of the whole cluster.
Result<std::vector<const Task*>> candidates(const aws::Context& context, const Cluster& cluster,
                                            const model::ecs::ListTasksRequest& request) {
  // No task runs on a container instance or belongs to a daemon: drydock has neither.
  if (request.container_instance || request.daemon_name) return std::vector<const Task*>{};
  if (!request.service_name) return tasks_of(context.store, context.world, cluster.name);
  const auto service = find_service(context.store, context.world, cluster, *request.service_name);
  if (!service) return service.error();
  return context.store.table<Task>(context.world).indexed((*service)->key());
}

}  // namespace

Result<model::ecs::RunTaskResponse> run_task(aws::Context& context, const RunTaskRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  const auto definition =
      find_active_task_definition(context.store, context.world, request.task_definition);
  if (!definition) return definition.error();
  const CapacityProviderStrategy strategy = strategy_of(request, **cluster);
  if (const auto checked = check(request, **definition, strategy); !checked) {
    return checked.error();
  }
  const int count = request.count.value_or(1);
  const auto providers =
      strategy.empty() ? std::vector<std::string>{} : distribute(strategy, count);
  model::ecs::RunTaskResponse response;
  response.tasks.emplace();
  response.failures.emplace();
  NewTask wanted = new_task(context, request, strategy, **cluster, **definition);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    if (!providers.empty()) wanted.capacity_provider_name = providers[i];
    if (wanted.awsvpc) wanted.subnet_id = wanted.awsvpc->subnets[i % wanted.awsvpc->subnets.size()];
    const Task& task =
        context.store.put(context.world, make_task(wanted, context.ids, context.now));
    response.tasks->push_back(describe(task, *definition, true));
  }
  return response;
}

Result<model::ecs::StopTaskResponse> stop_task(aws::Context& context,
                                               const model::ecs::StopTaskRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  const auto id = task_id(context.world, request.task);
  if (!id) return id.error();
  const std::string key = (*cluster)->name + "/" + *id;
  if (context.store.find<Task>(context.world, key) == nullptr) {
    return invalid_parameter("The referenced task was not found.");
  }
  const std::string reason = request.reason.value_or("");
  const Task& task = context.store.change<Task>(context.world, key, [&](Task& record) {
    request_stop(record, model::ecs::TaskStopCode::user_initiated,
                 reason.empty() ? "Task stopped by user" : reason, context.now);
  });
  return model::ecs::StopTaskResponse{.task = describe(task, definition_of(context, task), true)};
}

Result<model::ecs::DescribeTasksResponse> describe_tasks(
    aws::Context& context, const model::ecs::DescribeTasksRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  if (request.tasks.empty()) return invalid_parameter("Tasks cannot be empty.");
  if (request.tasks.size() > described_tasks_max) {
    return invalid_parameter("Tasks cannot have more than 100 elements.");
  }
  const bool with_tags = request.include && !request.include->empty();
  model::ecs::DescribeTasksResponse response;
  response.tasks.emplace();
  response.failures.emplace();
  for (const std::string& given : request.tasks) {
    const auto id = task_id(context.world, given);
    if (!id) return id.error();
    const Task* task = context.store.find<Task>(context.world, (*cluster)->name + "/" + *id);
    if (task == nullptr) {
      response.failures->push_back(
          {.arn = task_arn(context.world, (*cluster)->name, *id), .reason = "MISSING"});
    } else {
      response.tasks->push_back(describe(*task, definition_of(context, *task), with_tags));
    }
  }
  return response;
}

Result<model::ecs::ListTasksResponse> list_tasks(aws::Context& context,
                                                 const model::ecs::ListTasksRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  const auto tasks = candidates(context, **cluster, request);
  if (!tasks) return tasks.error();
  std::vector<std::string> arns;
  for (const Task* task : *tasks) {
    if (matches(*task, request)) arns.push_back(task->arn);
  }
  auto page = page_of(std::move(arns), page_request(context, request.next_token,
                                                    request.max_results, 100, (*cluster)->name));
  if (!page) return page.error();
  return model::ecs::ListTasksResponse{.task_arns = std::move(page->items),
                                       .next_token = std::move(page->next_token)};
}

}  // namespace drydock::ecs::api
