#include "emulator/ecs/scheduler/rebalancing.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/placement/place.h"
#include "emulator/ecs/placement/zone_balance.h"
#include "emulator/ecs/placement/zone_spread.h"
#include "emulator/ecs/scheduler/rolling_update.h"
#include "emulator/ecs/scheduler/service_events.h"
#include "emulator/ecs/scheduler/task_set_scale.h"

namespace drydock::ecs {
namespace {

using Kind = ZoneVerdict::Kind;

/// The zones that the service's tasks may run in, and the one that the next would be placed in.
struct Places {
  std::set<std::string> zones;
  std::string next;  ///< Empty where nothing takes it.
  bool on_instances = false;
};

std::string zone_of(const PlacementInstance& instance) {
  const auto& attributes = instance.queried.attributes;
  const auto found = attributes.find(std::string(availability_zone_attribute));
  return found == attributes.end() ? std::string() : found->second;
}

Places places_on(ServicePlacement placement) {
  Places places{.on_instances = true};
  for (const PlacementInstance& instance : placement.instances) {
    if (meets_constraints(placement.request, instance)) places.zones.insert(zone_of(instance));
  }
  placement.request.count = 1;
  // Tasks that are to be rebalanced are spread first; whatever chance draws is within one zone.
  const auto result =
      place(placement.request, placement.instances, [&placement] { return placement.chance; });
  if (result.instance_ids.empty()) return places;
  const auto chosen =
      std::ranges::find(placement.instances, result.instance_ids.front(), &PlacementInstance::id);
  places.next = zone_of(*chosen);
  return places;
}

std::vector<const Task*> running(const Census& census) {
  std::vector<const Task*> tasks;
  for (const SurveyedTask& task : census.tasks) {
    if (task.record().desired_status == DesiredStatus::running) tasks.push_back(&task.record());
  }
  return tasks;
}

Places places_in(const std::vector<PlacementSubnet>& subnets, const Census& census) {
  Places places;
  for (const PlacementSubnet& subnet : subnets) places.zones.insert(subnet.availability_zone);
  const auto next = spread(subnets, running(census), 1);
  if (next.empty()) return places;
  const auto chosen = std::ranges::find(subnets, next.front(), &PlacementSubnet::id);
  places.next = chosen->availability_zone;
  return places;
}

Places places_of(const ServiceView& view, const Census& census) {
  if (view.placement) {
    if (auto placement = view.placement(*census.primary)) return places_on(std::move(*placement));
  }
  const auto subnets = view.subnets ? view.subnets(*census.primary) : std::nullopt;
  return subnets ? places_in(*subnets, census) : Places{};
}

/// The zones in the order of their names, empty ones too.
std::vector<ZoneLoad> loads_of(const Census& census, const Places& places) {
  std::map<std::string, ZoneLoad> zones;
  for (const std::string& zone : places.zones) zones[zone].zone = zone;
  for (const SurveyedTask& task : census.tasks) {
    if (task.record().desired_status != DesiredStatus::running) continue;
    ZoneLoad& load = zones[task.record().availability_zone];
    load.zone = task.record().availability_zone;
    ++load.tasks;
    if (!task.is_protected) ++load.movable;
  }
  std::vector<ZoneLoad> loads;
  loads.reserve(zones.size());
  for (auto& [name, load] : zones) loads.push_back(std::move(load));
  return loads;
}

/// Where no zone has two of a service's tasks nothing can be uneven, and nobody need be asked where
/// there is room.
bool may_be_uneven(const Census& census) {
  const std::vector<ZoneLoad> loads = loads_of(census, {});
  return std::ranges::any_of(loads, [](const ZoneLoad& load) { return load.tasks > 1; });
}

bool is_wanted(const ServiceView& view, const Census& census) {
  using model::ecs::AvailabilityZoneRebalancing;
  using model::ecs::DeploymentRolloutState;
  return view.service.availability_zone_rebalancing == AvailabilityZoneRebalancing::enabled &&
         !is_under_way(*view.deployment) && census.is_in(DeploymentRolloutState::completed);
}

/// A task ails, or this plan has found that one failed.
bool ails(const Census& census) {
  if (census.counts.primary.unhealthy > 0) return true;
  return std::ranges::any_of(census.tasks, [](const SurveyedTask& task) {
    return task.notes.failure_noted && !task.record().notes.failure_noted;
  });
}

void stop(const ServiceView& view, SchedulerMemory& memory, Rebalancing& made) {
  if (!std::exchange(memory.rebalancing, false)) return;
  made.events.push_back(events::rebalancing_stopped(view.service));
}

/// The newest of the fullest zone makes way, as in a scale-in.
SurveyedTask* choose(Census& census) {
  std::vector<SurveyedTask*> candidates;
  std::vector<const Task*> records;
  std::vector<const Task*> staying;
  for (SurveyedTask& task : census.tasks) {
    if (task.record().desired_status != DesiredStatus::running) continue;
    (task.is_protected ? staying : records).push_back(&task.record());
    if (!task.is_protected) candidates.push_back(&task);
  }
  return records.empty() ? nullptr : candidates[scale_in_order(records, staying).front()];
}

/// The extra task is there. It has to be healthy before another makes way; where all others are
/// protected by now, one too many is for the scale-in to see to.
void make_way(Census& census, Rebalancing& made) {
  const SetCounts& set = census.counts.primary;
  if (set.healthy < good(set)) {
    made.extra = 1;
    return;
  }
  made.makes_way = choose(census);
  if (made.makes_way == nullptr) return;
  leave(census, *made.makes_way);
  made.makes_way->makes_way = true;
}

void begin_move(const ServiceView& view, const std::vector<ZoneLoad>& loads,
                SchedulerMemory& memory, Rebalancing& made) {
  if (view.now < memory.rebalance_not_before) {
    made.wake_at = memory.rebalance_not_before;
    return;
  }
  if (!std::exchange(memory.rebalancing, true)) {
    made.events.push_back(events::rebalancing_started(view.service, loads));
  }
  made.extra = 1;
  made.starts = true;
}

/// All is well, and as many tasks are there as are desired.
void look_at_zones(const ServiceView& view, const Census& census, const DeploymentBounds& bounds,
                   SchedulerMemory& memory, Rebalancing& made) {
  if (!memory.rebalancing && !may_be_uneven(census)) return;
  const Places places = places_of(view, census);
  const std::vector<ZoneLoad> loads = loads_of(census, places);
  const ZoneVerdict verdict = judge_balance(loads, places.next);
  switch (verdict.kind) {
    case Kind::even:
      if (std::exchange(memory.rebalancing, false)) {
        made.events.push_back(events::rebalancing_completed(view.service, loads));
      }
      return;
    case Kind::move:
      if (room(bounds, census.counts) == 0) return stop(view, memory, made);
      return begin_move(view, loads, memory, made);
    case Kind::no_room:
      stop(view, memory, made);
      made.wants_room = true;
      made.complaints.push_back(
          events::no_room_in_zone(view.service, verdict.to, places.on_instances));
      return;
    case Kind::all_protected:
      stop(view, memory, made);
      made.complaints.push_back(events::unable_to_rebalance(
          view.service, census.primary->id,
          static_cast<int>(std::ranges::count_if(census.tasks, &SurveyedTask::is_protected))));
      return;
  }
}

}  // namespace

Rebalancing rebalance(const ServiceView& view, Census& census, const DeploymentBounds& bounds,
                      SchedulerMemory& memory) {
  Rebalancing made;
  if (census.primary == nullptr || !view.engine_reachable) return made;
  if (!is_wanted(view, census)) {
    stop(view, memory, made);
    return made;
  }
  if (memory.rebalancing && ails(census)) {
    stop(view, memory, made);
    memory.rebalance_not_before = view.now + view.pace.longest_restart_delay;
    return made;
  }
  const SetCounts& set = census.counts.primary;
  const bool calm = census.counts.live == good(set);
  if (!calm) return made;
  if (memory.rebalancing && good(set) == bounds.desired + 1) {
    make_way(census, made);
    return made;
  }
  const bool steady =
      set.healthy == bounds.desired && good(set) == bounds.desired && census.stopping == 0;
  if (steady) look_at_zones(view, census, bounds, memory, made);
  return made;
}

}  // namespace drydock::ecs
