#pragma once

#include <optional>
#include <vector>

#include "emulator/ecs/scheduler/service_census.h"
#include "emulator/ecs/scheduler/service_notice.h"
#include "emulator/ecs/service.h"

/// Moves a service's tasks, one after another, from availability zones that have more of them than
/// others to those that have the fewest.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
namespace drydock::ecs {

/// What rebalancing asks of this plan.
struct Rebalancing {
  /// So many tasks more than are desired the PRIMARY set is to have for now: one that has to be
  /// healthy before another makes way for it.
  int extra = 0;
  /// The extra one is still to be started. Placement, which spreads, puts it where it is wanted.
  bool starts = false;
  /// The one that makes way now. The census has it as leaving.
  SurveyedTask* makes_way = nullptr;
  std::vector<ServiceNotice> events;
  std::vector<ServiceNotice> complaints;
  bool wants_room = false;  ///< A zone is to have a task, and nothing there takes it.
  std::optional<TimePoint> wake_at;
};

/// Begins where the service is steady and its zones are uneven, tells of it, and notes it in
/// `memory`, as it does when all is even or a deployment or an ailing task has ended it early. It
/// does nothing while tasks are missing, leave or ail: repairs, rollouts and scale-ins come first.
/// One task is on its way at a time, and only where maximumPercent has room for it.
Rebalancing rebalance(const ServiceView& view, Census& census, const DeploymentBounds& bounds,
                      SchedulerMemory& memory);

}  // namespace drydock::ecs
