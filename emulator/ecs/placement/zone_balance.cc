#include "emulator/ecs/placement/zone_balance.h"

#include <algorithm>

namespace drydock::ecs {
namespace {

/// How many tasks more than another zone one may have.
constexpr int most_ahead = 1;

/// Of the zones that have a movable task, the fullest, and of these the first. Null where none has.
const ZoneLoad* fullest_movable(std::span<const ZoneLoad> zones) {
  const ZoneLoad* fullest = nullptr;
  for (const ZoneLoad& zone : zones) {
    if (zone.movable == 0) continue;
    if (fullest == nullptr || zone.tasks > fullest->tasks) fullest = &zone;
  }
  return fullest;
}

}  // namespace

ZoneVerdict judge_balance(std::span<const ZoneLoad> zones, std::string_view next) {
  using Kind = ZoneVerdict::Kind;
  if (zones.empty()) return {};
  const ZoneLoad& fullest = *std::ranges::max_element(zones, {}, &ZoneLoad::tasks);
  const ZoneLoad& emptiest = *std::ranges::min_element(zones, {}, &ZoneLoad::tasks);
  if (fullest.tasks - emptiest.tasks <= most_ahead) return {};
  const auto to = std::ranges::find(zones, next, &ZoneLoad::zone);
  if (to == zones.end() || fullest.tasks - to->tasks <= most_ahead) {
    return {.kind = Kind::no_room, .from = {}, .to = emptiest.zone};
  }
  const ZoneLoad* from = fullest_movable(zones);
  if (from == nullptr || from->tasks - to->tasks <= most_ahead) {
    return {.kind = Kind::all_protected, .from = {}, .to = {}};
  }
  return {.kind = Kind::move, .from = from->zone, .to = to->zone};
}

}  // namespace drydock::ecs
