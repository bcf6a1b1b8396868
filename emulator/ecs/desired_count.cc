#include "emulator/ecs/desired_count.h"

#include <algorithm>
#include <utility>

#include "emulator/ecs/scheduler/service_events.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/service_rules.h"
#include "emulator/ecs/task.h"
#include "emulator/store/store.h"

namespace drydock::ecs {

Result<Done> set_desired_count(Store& store, const World& world, std::string_view service_key,
                               int count, std::string sentence, IdSource& ids, TimePoint now) {
  Service service = *store.find<Service>(world, service_key);
  service.desired_count = count;
  if (const auto checked = check(service); !checked) return checked.error();
  post_event(service, events::desired_count_updated(std::move(sentence), count), ids.uuid(), now);
  store.put(world, std::move(service));
  return Done{};
}

int count_running(const Store& store, const World& world, std::string_view service_key) {
  const auto* service = store.find<Service>(world, service_key);
  if (service == nullptr) return 0;
  const auto tasks =
      store.table<Task>(world).members(Task::service_key(service->cluster, service->name));
  return static_cast<int>(std::ranges::count_if(tasks, [](const auto& member) {
    const Task& task = *member.second;
    return task.last_status == TaskStatus::running && task.desired_status == DesiredStatus::running;
  }));
}

}  // namespace drydock::ecs
