#include "emulator/ecs/instance/zone_loss.h"

#include <utility>

#include "emulator/ec2/lost_zone.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/task.h"
#include "emulator/store/store.h"
#include "model/ecs/task.h"

namespace drydock::ecs {
namespace {

using ec2::LostZone;

/// Puts the zones that are lost now and erases those that are back: the names of both.
std::set<std::string> note(Store& store, const std::set<std::string>& zones, TimePoint now) {
  std::set<std::string> changed;
  for (const auto& [name, zone] : store.table<LostZone>(ec2::lost_zones_world).rows()) {
    if (!zones.contains(name)) changed.insert(name);
  }
  for (const std::string& name : changed) store.erase<LostZone>(ec2::lost_zones_world, name);
  for (const std::string& name : zones) {
    if (ec2::is_lost(store, name)) continue;
    store.put(ec2::lost_zones_world, LostZone{.name = name, .lost_at = now});
    changed.insert(name);
  }
  return changed;
}

/// The keys of a world's records that `is_meant` takes.
template <class Record, class IsMeant>
std::vector<std::string> keys_of(const Store& store, const World& world, IsMeant&& is_meant) {
  std::vector<std::string> keys;
  for (const auto& [key, record] : store.table<Record>(world).rows()) {
    if (is_meant(record)) keys.push_back(key);
  }
  return keys;
}

/// Fargate tells nobody of its hosts; its sentence is drydock's own.
std::string reason_of(const Store& store, const World& world, const Task& task) {
  const auto* instance =
      store.find<ContainerInstance>(world, task.cluster + "/" + task.container_instance);
  if (instance == nullptr) return "The capacity in " + task.availability_zone + " was lost.";
  return "Host EC2 (instance " + instance->ec2_instance_id + ") terminated.";
}

}  // namespace

void set_lost_zones(Store& store, const std::set<std::string>& zones, TimePoint now) {
  const std::set<std::string> changed = note(store, zones, now);
  if (changed.empty()) return;
  for (const World& world : store.worlds()) {
    const auto keys =
        keys_of<ContainerInstance>(store, world, [&](const ContainerInstance& instance) {
          return changed.contains(availability_zone(instance));
        });
    for (const std::string& key : keys) {
      store.change<ContainerInstance>(world, key,
                                      [](ContainerInstance& instance) { ++instance.version; });
    }
  }
}

std::vector<std::string> stop_tasks_in_lost_zones(Store& store, TimePoint now) {
  std::vector<std::string> running;
  for (const World& world : store.worlds()) {
    const auto keys = keys_of<Task>(store, world, [&](const Task& task) {
      return task.desired_status == DesiredStatus::running &&
             ec2::is_lost(store, task.availability_zone);
    });
    for (const std::string& key : keys) {
      const Task& task = *store.find<Task>(world, key);
      for (const Container& container : task.containers) {
        if (container.phase == ContainerPhase::running) running.push_back(container.engine_id);
      }
      std::string reason = reason_of(store, world, task);
      store.change<Task>(world, key, [&](Task& lost) {
        request_stop(lost, model::ecs::TaskStopCode::termination_notice, std::move(reason), now);
      });
    }
  }
  return running;
}

}  // namespace drydock::ecs
