#include "api/ecs/task_protection.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "api/ecs/lookup.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_protection.h"

namespace drydock::ecs::api {
namespace {

constexpr std::size_t told_tasks_max = 100;
constexpr std::size_t updated_tasks_max = 10;

/// The ids of the tasks that a call names.
Result<std::vector<std::string>> ids_of(const aws::Context& context, const Cluster& cluster,
                                        const std::vector<std::string>& tasks, std::size_t most) {
  if (tasks.empty()) return invalid_parameter("Tasks cannot be empty.");
  if (tasks.size() > most) {
    return invalid_parameter("Tasks cannot have more than " + std::to_string(most) + " elements.");
  }
  std::vector<std::string> ids;
  for (const std::string& given : tasks) {
    auto id = task_id(context.world, cluster.name, given);
    if (!id) return id.error();
    ids.push_back(*std::move(id));
  }
  return ids;
}

/// Why nothing can be told of the task, or done to it.
std::optional<std::string> failure_of(const Task* task) {
  if (task == nullptr) return "MISSING";
  const char* refusal = protection_refusal(*task);
  return refusal == nullptr ? std::nullopt : std::optional<std::string>(refusal);
}

int protected_beside(const aws::Context& context, const Task& task) {
  const auto& tasks = context.store.table<Task>(context.world)
                          .members(Task::service_key(task.cluster, task.service));
  return static_cast<int>(std::ranges::count_if(tasks, [&](const auto& member) {
    return member.second->id != task.id && is_protected(*member.second, context.now);
  }));
}

/// AWS does not say whether it counts the task itself. It says that the desired count must be more
/// than the number of protected tasks before another may be protected, so it does here.
bool is_blocked(const aws::Context& context, const Task& task) {
  const auto* service =
      context.store.find<Service>(context.world, task.cluster + "/" + task.service);
  return service != nullptr &&
         blocks_deployments(protected_beside(context, task), service->desired_count);
}

model::ecs::ProtectedTask describe_protection(const Task& task, TimePoint now) {
  model::ecs::ProtectedTask shown{.task_arn = task.arn};
  shown.protection_enabled = is_protected(task, now);
  if (*shown.protection_enabled) shown.expiration_date = task.protected_until;
  return shown;
}

template <class Response>
void add_failure(Response& response, const aws::Context& context, const Cluster& cluster,
                 const std::string& id, std::string reason) {
  response.failures->push_back(
      {.arn = task_arn(context.world, cluster.name, id), .reason = std::move(reason)});
}

}  // namespace

Result<model::ecs::GetTaskProtectionResponse> get_task_protection(
    aws::Context& context, const model::ecs::GetTaskProtectionRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  const auto ids = ids_of(context, **cluster, request.tasks.value_or(std::vector<std::string>{}),
                          told_tasks_max);
  if (!ids) return ids.error();
  model::ecs::GetTaskProtectionResponse response;
  response.protected_tasks.emplace();
  response.failures.emplace();
  for (const std::string& id : *ids) {
    const Task* task = context.store.find<Task>(context.world, (*cluster)->name + "/" + id);
    if (const auto reason = failure_of(task)) {
      add_failure(response, context, **cluster, id, *reason);
    } else {
      response.protected_tasks->push_back(describe_protection(*task, context.now));
    }
  }
  return response;
}

Result<model::ecs::UpdateTaskProtectionResponse> update_task_protection(
    aws::Context& context, const model::ecs::UpdateTaskProtectionRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  const auto ids = ids_of(context, **cluster, request.tasks, updated_tasks_max);
  if (!ids) return ids.error();
  std::optional<TimePoint> until;
  if (request.protection_enabled) {
    const auto asked = protected_until(request.expires_in_minutes, context.now);
    if (!asked) return asked.error();
    until = *asked;
  }
  model::ecs::UpdateTaskProtectionResponse response;
  response.protected_tasks.emplace();
  response.failures.emplace();
  for (const std::string& id : *ids) {
    const std::string key = (*cluster)->name + "/" + id;
    const Task* task = context.store.find<Task>(context.world, key);
    auto reason = failure_of(task);
    if (!reason && until && is_blocked(context, *task)) reason = "DEPLOYMENT_BLOCKED";
    if (reason) {
      add_failure(response, context, **cluster, id, *reason);
      continue;
    }
    const Task& updated = context.store.change<Task>(
        context.world, key, [&](Task& record) { record.protected_until = until; });
    response.protected_tasks->push_back(describe_protection(updated, context.now));
  }
  return response;
}

}  // namespace drydock::ecs::api
