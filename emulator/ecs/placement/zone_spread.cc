#include "emulator/ecs/placement/zone_spread.h"

#include <algorithm>
#include <tuple>

#include "emulator/ecs/task.h"

namespace drydock::ecs {
namespace {

std::string subnet_of(const Task& task) {
  return task.network_interface ? task.network_interface->subnet_id : std::string();
}

}  // namespace

std::vector<std::string> spread(std::span<const PlacementSubnet> subnets,
                                std::span<const Task* const> running, int count) {
  std::vector<std::string> chosen;
  if (subnets.empty()) return chosen;
  std::map<std::string, int> in_zone;
  std::map<std::string, int> in_subnet;
  for (const Task* task : running) {
    ++in_zone[task->availability_zone];
    ++in_subnet[subnet_of(*task)];
  }
  const auto load = [&](const PlacementSubnet& subnet) {
    return std::pair(in_zone[subnet.availability_zone], in_subnet[subnet.id]);
  };
  for (int i = 0; i < count; ++i) {
    const auto best = std::ranges::min_element(subnets, {}, load);
    ++in_zone[best->availability_zone];
    ++in_subnet[best->id];
    chosen.push_back(best->id);
  }
  return chosen;
}

std::vector<std::size_t> scale_in_order(std::span<const Task* const> tasks,
                                        std::span<const Task* const> staying) {
  std::map<std::string_view, std::vector<std::size_t>> zones;
  for (std::size_t at = 0; at < tasks.size(); ++at) {
    zones[tasks[at]->availability_zone].push_back(at);
  }
  std::map<std::string_view, std::size_t> kept;
  for (const Task* task : staying) ++kept[task->availability_zone];
  // Oldest first: the next to stop is at the back of its zone.
  const auto is_older = [&](std::size_t left, std::size_t right) {
    return std::tie(tasks[left]->created_at, tasks[left]->id) <
           std::tie(tasks[right]->created_at, tasks[right]->id);
  };
  for (auto& [zone, members] : zones) std::ranges::sort(members, is_older);

  std::vector<std::size_t> order;
  order.reserve(tasks.size());
  // A zone in which none is left to stop is no longer looked at, however full it is.
  const auto left_in = [&kept](const auto& zone) {
    return zone.second.empty() ? 0 : zone.second.size() + kept[zone.first];
  };
  while (order.size() < tasks.size()) {
    auto& fullest = std::ranges::max_element(zones, {}, left_in)->second;
    order.push_back(fullest.back());
    fullest.pop_back();
  }
  return order;
}

}  // namespace drydock::ecs
