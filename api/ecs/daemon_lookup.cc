#include "api/ecs/daemon_lookup.h"

#include "api/ecs/lookup.h"
#include "emulator/ecs/daemon/daemon.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {

Result<const Daemon*> find_daemon(const aws::Context& context, const std::string& arn) {
  const auto key = daemon_key(context.world, arn);
  if (!key) return key.error();
  const auto cluster =
      find_active_cluster(context.store, context.world, key->substr(0, key->find('/')));
  if (!cluster) return cluster.error();
  const auto* found = context.store.find<Daemon>(context.world, *key);
  if (found == nullptr) {
    return aws::Error(model::ecs::error::daemon_not_found_exception, "Daemon not found.");
  }
  return found;
}

}  // namespace drydock::ecs::api
