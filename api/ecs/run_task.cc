#include "api/ecs/run_task.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/ecs/client_tokens.h"
#include "api/ecs/lookup.h"
#include "api/ecs/tags.h"
#include "api/ecs/task_description.h"
#include "emulator/ecs/capacity_providers.h"
#include "emulator/ecs/client_token.h"
#include "emulator/ecs/client_token_uses.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/instance/local_instance.h"
#include "emulator/ecs/launch_rules.h"
#include "emulator/ecs/new_task.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/placement/placement_rules.h"
#include "emulator/ecs/placement/task_placement.h"
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
using model::ecs::StartTaskRequest;
using Constraints = std::vector<model::ecs::PlacementConstraint>;
using Strategies = std::vector<model::ecs::PlacementStrategy>;

constexpr int tasks_per_call_max = 10;
constexpr std::size_t instances_per_call_max = 10;
constexpr std::size_t constraints_max = 10;

/// The keys of the tasks that a call has made, and why it made no more.
struct StartedTasks {
  std::vector<std::string> keys;
  std::vector<model::ecs::Failure> failures;
};

/// A call that says nothing about capacity gets the cluster's default strategy, if it has one.
CapacityProviderStrategy strategy_of(const RunTaskRequest& request, const Cluster& cluster) {
  if (request.capacity_provider_strategy && !request.capacity_provider_strategy->empty()) {
    return *request.capacity_provider_strategy;
  }
  return request.launch_type ? CapacityProviderStrategy{}
                             : cluster.default_capacity_provider_strategy;
}

/// What both calls may ask for beside where their tasks run.
template <class Request>
Result<Done> check_common(const Request& request, const TaskDefinition& definition,
                          const std::optional<LaunchType>& launch_type,
                          const CapacityProviderStrategy& strategy,
                          const std::optional<std::string>& platform_version) {
  if (const auto tags = check_tags(request.tags); !tags) return tags;
  if (request.volume_configurations && !request.volume_configurations->empty()) {
    return not_emulated("volumes that are configured at launch.");
  }
  const auto launch = ecs::check(Launch{.definition = definition.definition,
                                        .launch_type = launch_type,
                                        .strategy = strategy,
                                        .platform_version = platform_version,
                                        .network_configuration = request.network_configuration});
  if (!launch) return launch;
  return ecs::check(request.overrides.value_or(model::ecs::TaskOverride{}), definition.definition);
}

/// "You can specify up to 10 constraints for each task (including constraints in the task
/// definition and those specified at runtime)."
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
Result<Done> check_placement(const RunTaskRequest& request, const TaskDefinition& definition,
                             bool fargate) {
  const auto constraints = request.placement_constraints.value_or(Constraints{});
  const auto strategies = request.placement_strategy.value_or(Strategies{});
  if (fargate && !strategies.empty()) {
    return invalid_parameter("Placement strategies are not supported with FARGATE launch type.");
  }
  if (fargate && !constraints.empty()) {
    return invalid_parameter("Placement constraints are not supported with FARGATE launch type.");
  }
  if (const auto checked = ecs::check(constraints); !checked) return checked;
  const auto& own = definition.definition.placement_constraints;
  if (constraints.size() + (own ? own->size() : 0) > constraints_max) {
    return invalid_parameter("At most 10 placement constraints may be given.");
  }
  return ecs::check(strategies);
}

Result<Done> check_run(const RunTaskRequest& request, const TaskDefinition& definition,
                       const CapacityProviderStrategy& strategy) {
  const int count = request.count.value_or(1);
  if (count < 1 || count > tasks_per_call_max) {
    return invalid_parameter("Count must be between 1 and 10.");
  }
  const auto common =
      check_common(request, definition, request.launch_type, strategy, request.platform_version);
  if (!common) return common;
  return check_placement(request, definition, is_fargate(request.launch_type, strategy));
}

Result<Done> check_start(const StartTaskRequest& request, const TaskDefinition& definition) {
  if (request.container_instances.empty() ||
      request.container_instances.size() > instances_per_call_max) {
    return invalid_parameter("Container instances must have between 1 and 10 elements.");
  }
  return check_common(request, definition, LaunchType::ec2, {}, std::nullopt);
}

template <class Request>
std::vector<model::ecs::Tag> tags_of(const Request& request, const Cluster& cluster,
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

/// What both calls tell of their tasks; where they run follows.
template <class Request>
NewTask new_task(const aws::Context& context, const Request& request, const Cluster& cluster,
                 const TaskDefinition& definition) {
  NewTask wanted{.world = context.world, .cluster = cluster, .definition = definition};
  wanted.group = request.group.value_or("");
  wanted.started_by = request.started_by.value_or("");
  wanted.overrides = request.overrides.value_or(model::ecs::TaskOverride{});
  wanted.enable_execute_command = request.enable_execute_command.value_or(false);
  wanted.tags = tags_of(request, cluster, definition);
  if (request.network_configuration) {
    wanted.awsvpc = request.network_configuration->awsvpc_configuration;
  }
  return wanted;
}

std::string put_task(aws::Context& context, const NewTask& wanted) {
  return context.store.put(context.world, make_task(wanted, context.ids, context.now)).key();
}

/// Starts the tasks where there are no instances to choose from.
StartedTasks start_on_fargate(aws::Context& context, NewTask& wanted,
                              const CapacityProviderStrategy& strategy, int count) {
  StartedTasks started;
  std::vector<PlacementSubnet> open;
  if (wanted.awsvpc) open = open_subnets(context.store, context.world, *wanted.awsvpc);
  if (wanted.awsvpc && open.empty()) {
    started.failures.push_back(
        {.arn = {}, .reason = std::string(no_fargate_capacity), .detail = {}});
    return started;
  }
  const auto providers =
      strategy.empty() ? std::vector<std::string>{} : distribute(strategy, count);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    if (!providers.empty()) wanted.capacity_provider_name = providers[i];
    if (!open.empty()) wanted.subnet_id = open[i % open.size()].id;
    started.keys.push_back(put_task(context, wanted));
  }
  return started;
}

/// A task on this instance, the n-th of the call in its zone.
std::string start_on(aws::Context& context, NewTask& wanted, const ContainerInstance& instance,
                     std::size_t n) {
  wanted.container_instance = instance.id;
  wanted.instance_zone = availability_zone(instance);
  if (wanted.awsvpc) {
    wanted.subnet_id = subnet_in_zone(context.world, *wanted.awsvpc, wanted.instance_zone, n);
  }
  return put_task(context, wanted);
}

PlacementRequest placement_of(const NewTask& wanted, const Constraints& constraints,
                              const Strategies& strategies, int count) {
  return placement_request({.world = wanted.world,
                            .definition = wanted.definition.definition,
                            .overrides = wanted.overrides,
                            .constraints = constraints,
                            .strategies = strategies,
                            .awsvpc = wanted.awsvpc,
                            .group = group_of(wanted),
                            .count = count});
}

/// "Tasks are randomly placed with RunTask" where the call names no strategy.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
Strategies strategies_of(const RunTaskRequest& request) {
  if (request.placement_strategy && !request.placement_strategy->empty()) {
    return *request.placement_strategy;
  }
  return {{.type = model::ecs::PlacementStrategyType::random, .field = {}}};
}

Result<StartedTasks> start_on_instances(aws::Context& context, NewTask& wanted,
                                        const RunTaskRequest& request) {
  const std::string& cluster = wanted.cluster.name;
  ensure_instance(context.store, context.world, cluster, context.ids, context.now);
  const PlacementRequest placement =
      placement_of(wanted, request.placement_constraints.value_or(Constraints{}),
                   strategies_of(request), request.count.value_or(1));
  const auto is_own = [&](const Task& task) {
    return task.group == placement.group && task.desired_status == DesiredStatus::running;
  };
  auto instances = placement_instances(context.store, context.world, cluster, placement, is_own);
  if (instances.empty()) {
    return invalid_parameter("No Container Instances were found in your cluster.");
  }
  const PlacementResult placed =
      place(placement, std::move(instances), [&context] { return context.ids.bits(); });
  StartedTasks started;
  std::map<std::string, std::size_t> in_zone;
  for (const std::string& id : placed.instance_ids) {
    const auto& instance =
        *context.store.find<ContainerInstance>(context.world, cluster + "/" + id);
    started.keys.push_back(
        start_on(context, wanted, instance, in_zone[availability_zone(instance)]++));
  }
  for (const PlacementRejection& rejection : placed.rejections) {
    started.failures.push_back(
        {.arn = container_instance_arn(context.world, cluster, rejection.instance_id),
         .reason = std::string(to_text(rejection.fault)),
         .detail = {}});
  }
  return started;
}

Result<StartedTasks> start_tasks(aws::Context& context, const Cluster& cluster,
                                 const RunTaskRequest& request) {
  const auto definition =
      find_active_task_definition(context.store, context.world, request.task_definition);
  if (!definition) return definition.error();
  const CapacityProviderStrategy strategy = strategy_of(request, cluster);
  if (const auto checked = check_run(request, **definition, strategy); !checked) {
    return checked.error();
  }
  NewTask wanted = new_task(context, request, cluster, **definition);
  wanted.launch_type = launch_type_of(request, strategy);
  wanted.platform_version = request.platform_version;
  if (!is_fargate(wanted.launch_type, strategy)) {
    return start_on_instances(context, wanted, request);
  }
  return start_on_fargate(context, wanted, strategy, request.count.value_or(1));
}

/// Why there can be no task on this instance, whatever the task needs. That StartTask tells of a
/// draining one by this word is inferred.
std::optional<std::string> fault_of(const ContainerInstance* instance) {
  if (instance == nullptr) return "MISSING";
  switch (instance->status) {
    case ContainerInstanceStatus::active:
      return std::nullopt;
    case ContainerInstanceStatus::draining:
      return "DRAINING";
    case ContainerInstanceStatus::inactive:
      break;
  }
  return "INACTIVE";
}

Result<StartedTasks> start_tasks(aws::Context& context, const Cluster& cluster,
                                 const StartTaskRequest& request) {
  const auto definition =
      find_active_task_definition(context.store, context.world, request.task_definition);
  if (!definition) return definition.error();
  if (const auto checked = check_start(request, **definition); !checked) return checked.error();
  std::vector<std::string> ids;
  for (const std::string& given : request.container_instances) {
    const auto id = container_instance_id(context.world, cluster.name, given);
    if (!id) return id.error();
    ids.push_back(*id);
  }
  NewTask wanted = new_task(context, request, cluster, **definition);
  wanted.launch_type = LaunchType::ec2;
  const PlacementRequest placement = placement_of(wanted, {}, {}, 1);
  StartedTasks started;
  for (const std::string& id : ids) {
    const auto* instance =
        context.store.find<ContainerInstance>(context.world, cluster.name + "/" + id);
    auto fault = fault_of(instance);
    if (!fault) {
      const auto lack =
          ecs::fault_of(placement, placement_instance(context.store, context.world, *instance,
                                                      placement, [](const Task&) { return true; }));
      if (lack) fault = to_text(*lack);
    }
    if (!fault) {
      started.keys.push_back(start_on(context, wanted, *instance, started.keys.size()));
    } else {
      started.failures.push_back({.arn = container_instance_arn(context.world, cluster.name, id),
                                  .reason = *fault,
                                  .detail = {}});
    }
  }
  return started;
}

/// What a call that is made again tells of a task: of a stopped one hardly more than that.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html
model::ecs::Task describe_again(const aws::Context& context, const Task& task) {
  if (task.last_status != TaskStatus::stopped) {
    return describe(task, find_revision(context.store, context.world, task.task_definition_arn),
                    true);
  }
  model::ecs::Task shown;
  shown.task_arn = task.arn;
  shown.last_status = to_text(task.last_status);
  shown.desired_status = to_text(task.desired_status);
  return shown;
}

/// The tasks with these keys; those that have been forgotten are left out.
template <class Response>
Response answer(const aws::Context& context, const std::vector<std::string>& keys,
                std::vector<model::ecs::Failure> failures) {
  Response response;
  response.tasks.emplace();
  response.failures = std::move(failures);
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
  const auto token = client_token_of("RunTask", (*cluster)->name, request, task_token_length_max);
  if (!token) return token.error();
  const std::string asked = token->empty() ? std::string() : digest_of(request);
  if (const auto* use = find_use(context.store, context.world, *token, context.now)) {
    if (use->request_digest != asked) return conflict(context.world, *use);
    return answer<model::ecs::RunTaskResponse>(context, use->tasks, {});
  }
  auto started = start_tasks(context, **cluster, request);
  if (!started) return started.error();
  // A call that has started nothing may be made again: by then there may be room.
  if (!token->empty() && !started->keys.empty()) {
    keep_use(context.store, context.world,
             {.token_digest = *token,
              .request_digest = asked,
              .tasks = started->keys,
              .service = {},
              .used_at = context.now},
             context.now);
  }
  return answer<model::ecs::RunTaskResponse>(context, started->keys, std::move(started->failures));
}

Result<model::ecs::StartTaskResponse> start_task(aws::Context& context,
                                                 const StartTaskRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  auto started = start_tasks(context, **cluster, request);
  if (!started) return started.error();
  return answer<model::ecs::StartTaskResponse>(context, started->keys,
                                               std::move(started->failures));
}

}  // namespace drydock::ecs::api
