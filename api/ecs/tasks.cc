#include "api/ecs/tasks.h"

#include <algorithm>

#include "api/ecs/lookup.h"
#include "api/ecs/task_description.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/common.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::LaunchType;

constexpr std::size_t described_tasks_max = 100;

const TaskDefinition* definition_of_task(const aws::Context& context, const Task& task) {
  return find_revision(context.store, context.world, task.task_definition_arn);
}

/// The last part of a service's or a daemon's name or ARN is its name.
std::string short_name(const std::string& given) { return given.substr(given.rfind('/') + 1); }

/// Whether the task is one that the caller lists.
bool matches(const Task& task, const model::ecs::ListTasksRequest& request) {
  const auto desired = request.desired_status.value_or(model::ecs::DesiredStatus::running);
  if (model::to_text(desired) != to_text(task.desired_status)) return false;
  if (request.started_by && task.started_by != *request.started_by) return false;
  if (request.launch_type && task.launch_type.value_or(LaunchType::ec2) != *request.launch_type) {
    return false;
  }
  if (request.service_name && task.service != short_name(*request.service_name)) return false;
  return !request.family || family_of(task.task_definition_arn) == *request.family;
}

/// Under which of the index's keys all tasks are that the caller may mean: the fewer the better.
Result<std::vector<std::string>> keys_of(const aws::Context& context, const Cluster& cluster,
                                         const model::ecs::ListTasksRequest& request) {
  if (request.daemon_name) {
    return std::vector{Task::daemon_key(cluster.name, short_name(*request.daemon_name))};
  }
  if (request.container_instance) {
    const auto id = container_instance_id(context.world, cluster.name, *request.container_instance);
    if (!id) return id.error();
    return std::vector{Task::instance_key(cluster.name, *id),
                       Task::past_instance_key(cluster.name, *id)};
  }
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

}  // namespace

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
  return model::ecs::StopTaskResponse{.task =
                                          describe(task, definition_of_task(context, task), true)};
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
      response.tasks->push_back(describe(*task, definition_of_task(context, *task), with_tags));
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
