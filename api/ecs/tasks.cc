#include "api/ecs/tasks.h"

#include <algorithm>

#include "api/ecs/client_tokens.h"
#include "api/ecs/lookup.h"
#include "api/ecs/tags.h"
#include "api/ecs/task_description.h"
#include "emulator/ecs/client_token.h"
#include "emulator/ecs/client_token_uses.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/launch_rules.h"
#include "emulator/ecs/new_task.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/json/writer.h"
#include "emulator/tags/tag_rules.h"
#include "model/ecs/common.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::LaunchType;
using model::ecs::RunTaskRequest;

constexpr int tasks_per_call_max = 10;
constexpr std::size_t described_tasks_max = 100;
constexpr std::size_t client_token_length_max = 64;

const TaskDefinition* definition_of(const aws::Context& context, const Task& task) {
  return find_revision(context.store, context.world, task.task_definition_arn);
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
    tags = merged_tags(definition.tags, tags);
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
  return !request.family || family_of(task.task_definition_arn) == *request.family;
}

/// Under which of the index's keys all tasks are that the caller may mean: the fewer the better.
Result<std::vector<std::string>> keys_of(const aws::Context& context, const Cluster& cluster,
                                         const model::ecs::ListTasksRequest& request) {
  // No task runs on a container instance or belongs to a daemon: drydock has neither.
  if (request.container_instance) {
    const auto id = container_instance_id(context.world, cluster.name, *request.container_instance);
    if (!id) return id.error();
    return std::vector<std::string>{};
  }
  if (request.daemon_name) return std::vector<std::string>{};
  if (request.service_name) {
    const auto service = find_service(context.store, context.world, cluster, *request.service_name);
    if (!service) return service.error();
    const std::string& name = (*service)->name;
    return std::vector{Task::service_key(cluster.name, name), Task::past_key(cluster.name, name)};
  }
  if (request.started_by && !request.started_by->empty()) {
    return std::vector{Task::starter_key(cluster.name, *request.started_by)};
  }
  if (request.family) return std::vector{Task::family_key(cluster.name, *request.family)};
  const bool stopped = request.desired_status == model::ecs::DesiredStatus::stopped;
  return std::vector{
      Task::cluster_key(cluster.name, stopped ? DesiredStatus::stopped : DesiredStatus::running)};
}

/// The ARNs of the tasks under these keys that the caller lists, in order: as many as the page may
/// hold, and one more where there is one.
std::vector<std::string> arns_from(const Store& store, const World& world,
                                   const std::vector<std::string>& keys,
                                   const model::ecs::ListTasksRequest& request,
                                   std::string_view after, std::size_t most) {
  std::vector<std::string> arns;
  for (const std::string& key : keys) {
    const auto& tasks = store.table<Task>(world).members(key);
    std::size_t found = 0;
    for (auto next = tasks.upper_bound(after); next != tasks.end() && found <= most; ++next) {
      if (!matches(*next->second, request)) continue;
      arns.push_back(next->second->arn);
      ++found;
    }
  }
  if (keys.size() > 1) std::ranges::sort(arns);
  return arns;
}

/// Starts as many tasks as are asked for: their keys.
Result<std::vector<std::string>> start_tasks(aws::Context& context, const Cluster& cluster,
                                             const RunTaskRequest& request) {
  const auto definition =
      find_active_task_definition(context.store, context.world, request.task_definition);
  if (!definition) return definition.error();
  const CapacityProviderStrategy strategy = strategy_of(request, cluster);
  if (const auto checked = check(request, **definition, strategy); !checked) {
    return checked.error();
  }
  const int count = request.count.value_or(1);
  const auto providers =
      strategy.empty() ? std::vector<std::string>{} : distribute(strategy, count);
  NewTask wanted = new_task(context, request, strategy, cluster, **definition);
  std::vector<std::string> started;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    if (!providers.empty()) wanted.capacity_provider_name = providers[i];
    if (wanted.awsvpc) wanted.subnet_id = wanted.awsvpc->subnets[i % wanted.awsvpc->subnets.size()];
    const Task& task =
        context.store.put(context.world, make_task(wanted, context.ids, context.now));
    started.push_back(task.key());
  }
  return started;
}

/// What a call that is made again tells of a task: of a stopped one hardly more than that.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html
model::ecs::Task describe_again(const aws::Context& context, const Task& task) {
  if (task.last_status != TaskStatus::stopped) {
    return describe(task, definition_of(context, task), true);
  }
  model::ecs::Task shown;
  shown.task_arn = task.arn;
  shown.last_status = to_text(task.last_status);
  shown.desired_status = to_text(task.desired_status);
  return shown;
}

/// The tasks with these keys; those that have been forgotten are left out.
model::ecs::RunTaskResponse answer(const aws::Context& context,
                                   const std::vector<std::string>& keys) {
  model::ecs::RunTaskResponse response;
  response.tasks.emplace();
  response.failures.emplace();
  for (const std::string& key : keys) {
    const auto* task = context.store.find<Task>(context.world, key);
    if (task != nullptr) response.tasks->push_back(describe_again(context, *task));
  }
  return response;
}

/// All that the call asks for beside its cluster and its token, which are known by then.
std::string digest_of(RunTaskRequest request) {
  request.cluster.reset();
  request.client_token.reset();
  return digest_of_request(request);
}

/// The message is what the SDKs' documentation says of this error.
/// https://docs.aws.amazon.com/AWSJavaSDK/latest/javadoc/com/amazonaws/services/ecs/model/ConflictException.html
aws::Error conflict(const World& world, const ClientTokenUse& use) {
  json::Writer arns;
  arns.begin_array();
  for (const std::string& key : use.tasks) {
    const auto slash = key.find('/');
    arns.string(task_arn(world, key.substr(0, slash), key.substr(slash + 1)));
  }
  arns.end_array();
  aws::Error error(model::ecs::error::conflict_exception,
                   "The RunTask request could not be processed due to conflicts. The provided "
                   "clientToken is already in use with a different RunTask request.");
  return error.with("resourceIds", std::string(arns.text()));
}

}  // namespace

Result<model::ecs::RunTaskResponse> run_task(aws::Context& context, const RunTaskRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  const auto token = client_token_of("RunTask", **cluster, request, client_token_length_max);
  if (!token) return token.error();
  const std::string asked = token->empty() ? std::string() : digest_of(request);
  if (const auto* use = find_use(context.store, context.world, *token, context.now)) {
    if (use->request_digest != asked) return conflict(context.world, *use);
    return answer(context, use->tasks);
  }
  const auto started = start_tasks(context, **cluster, request);
  if (!started) return started.error();
  if (!token->empty()) {
    keep_use(context.store, context.world,
             {.token_digest = *token,
              .request_digest = asked,
              .tasks = *started,
              .service = {},
              .used_at = context.now},
             context.now);
  }
  return answer(context, *started);
}

Result<model::ecs::StopTaskResponse> stop_task(aws::Context& context,
                                               const model::ecs::StopTaskRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  const auto id = task_id(context.world, (*cluster)->name, request.task);
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
    const auto id = task_id(context.world, (*cluster)->name, given);
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
  const auto keys = keys_of(context, **cluster, request);
  if (!keys) return keys.error();
  const auto wanted =
      page_request(context, request.next_token, request.max_results, 100, (*cluster)->name);
  if (!wanted) return wanted.error();
  const auto start =
      wanted->token ? aws::read_page_token(wanted->list, *wanted->token) : std::string();
  if (!start) return invalid_token();
  // The last page ended with an ARN; the index is in the order of the keys, which are its last
  // part.
  const std::string after = (*cluster)->name + "/" + start->substr(start->rfind('/') + 1);
  auto page =
      page_of(arns_from(context.store, context.world, *keys, request, after, wanted->size), wanted);
  if (!page) return page.error();
  return model::ecs::ListTasksResponse{.task_arns = std::move(page->items),
                                       .next_token = std::move(page->next_token)};
}

}  // namespace drydock::ecs::api
