#include "emulator/ecs/client_token_uses.h"

#include <algorithm>
#include <string>
#include <vector>

#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"

namespace drydock::ecs {
namespace {

/// How many uses each new one looks at.
constexpr std::size_t looked_at = 16;

bool is_forgotten(const Task* task, TimePoint now) {
  return task == nullptr || (task->stopped_at && *task->stopped_at + stopped_task_kept_for <= now);
}

}  // namespace

bool is_over(const ClientTokenUse& use, const Store& store, const World& world, TimePoint now) {
  if (!use.service.empty()) {
    const auto* service = store.find<Service>(world, use.service);
    return service == nullptr || service->status != ServiceStatus::active ||
           service->created_at != use.used_at;
  }
  if (!use.task_set.empty()) return store.find<TaskSet>(world, use.task_set) == nullptr;
  if (!use.daemon.empty()) {
    const auto* daemon = store.find<Daemon>(world, use.daemon);
    return daemon == nullptr || daemon->created_at != use.used_at;
  }
  if (!use.gateway.empty()) {
    const auto* gateway = store.find<Gateway>(world, use.gateway);
    return gateway == nullptr || gateway->created_at != use.used_at;
  }
  if (use.used_at + client_token_lifetime <= now) return true;
  return std::ranges::all_of(use.tasks, [&](const std::string& key) {
    return is_forgotten(store.find<Task>(world, key), now);
  });
}

const ClientTokenUse* find_use(const Store& store, const World& world,
                               std::string_view token_digest, TimePoint now) {
  const auto* use = store.find<ClientTokenUse>(world, token_digest);
  return use == nullptr || is_over(*use, store, world, now) ? nullptr : use;
}

void keep_use(Store& store, const World& world, ClientTokenUse use, TimePoint now) {
  const std::string kept = store.put(world, std::move(use)).token_digest;
  // Digests are in no order that a client could choose, so those that follow are any.
  const auto& rows = store.table<ClientTokenUse>(world).rows();
  std::vector<std::string> over;
  auto row = rows.upper_bound(kept);
  for (std::size_t i = 0; i < std::min(looked_at, rows.size() - 1); ++i, ++row) {
    if (row == rows.end()) row = rows.begin();
    if (is_over(row->second, store, world, now)) over.push_back(row->first);
  }
  for (const std::string& key : over) store.erase<ClientTokenUse>(world, key);
}

}  // namespace drydock::ecs
