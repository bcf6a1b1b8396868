#pragma once

#include <optional>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/ecs/scheduler/service_census.h"
#include "emulator/ecs/scheduler/service_notice.h"

/// What a service's event log says of that which stands still, and how often.
namespace drydock::ecs {

/// After this time AWS tells again that a service is steady, or what is wrong with it.
inline constexpr Duration told_again_after = std::chrono::hours(6);

/// What keeps the service from being what it is to be, in AWS's sentences; the worst comes first.
std::vector<ServiceNotice> what_stands_still(const ServiceView& view, const Census& census,
                                             const DeploymentBounds& bounds);

struct Complaint {
  std::optional<ServiceNotice> notice;  ///< To be told now.
  std::optional<TimePoint> again_at;    ///< When it is to be told again, should it still hold.
};

/// Tells the first of the complaints, unless it was the last one told not long ago, and notes that
/// in `memory`. A complaint is resolved once nothing fails any more (`failing`), not merely when
/// nothing fails right now.
Complaint complain(const std::vector<ServiceNotice>& complaints, bool failing, TimePoint now,
                   SchedulerMemory& memory);

}  // namespace drydock::ecs
