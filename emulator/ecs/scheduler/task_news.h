#pragma once

#include <optional>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/ecs/scheduler/service_census.h"
#include "emulator/ecs/scheduler/service_notice.h"

/// What has happened to a service's tasks since its scheduler looked last, and what that means for
/// its next starts.
namespace drydock::ecs {

struct TaskNews {
  std::vector<ServiceNotice> events;
  std::vector<ServiceNotice> complaints;  ///< Why tasks did not start.
  /// When a task whose set waits for a proof will have been RUNNING for long enough.
  std::optional<TimePoint> proven_at;
};

/// Reads what is new off the census, and notes it there: which tasks have become healthy or fallen
/// ill, which have failed, and how often each set has failed to start.
TaskNews take_news(const ServiceView& view, Census& census);

/// Notes the end of a task that is stopped for its ailment: nobody will count it later.
void note_unhealthy_end(const ServiceView& view, Census& census, SurveyedTask& task);

/// From so many failed rounds on a service "is unable to consistently start tasks".
inline constexpr int consistent_failure_rounds = 3;

/// How long starts wait after `failed_rounds` rounds in a row failed. Tasks that never reached
/// RUNNING are tried again less and less often, as service-throttle-logic.html has it. AWS tries
/// those that crash at its scheduler's next tick: here they too wait longer each time, but never
/// longer than AWS's tick of ten seconds, so that a crash loop does not heat a laptop.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
Duration restart_delay(const Pace& pace, int failed_rounds, bool reached_running);

/// AWS's scheduler looks at a service about this often.
inline constexpr Duration aws_scheduler_tick = seconds(10);

}  // namespace drydock::ecs
