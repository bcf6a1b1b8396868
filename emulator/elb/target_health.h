#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/pace.h"
#include "emulator/elb/health_check.h"
#include "emulator/elb/target_state.h"
#include "emulator/ports/health_probe.h"
#include "model/elbv2/target_group.h"

/// What probes make of a target's health.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
namespace drydock::elb {

struct Target;

/// Whether an HTTP status is a success by a matcher such as "200", "200,202" or "200-299".
bool matches(std::string_view matcher, int status);
/// Whether `matcher` is a list of statuses and ranges, all within `lowest` and `highest`.
bool is_matcher(std::string_view matcher, int lowest, int highest);

/// A regular probe comes once an interval, and its failure counts. An early one only brings a first
/// success forward (see Pace), so its failure counts for nothing.
enum class ProbeKind { regular, early };

/// What a target's health is after a probe. An `initial` target becomes healthy with its first
/// success, any other after `healthy_threshold` in a row; it becomes unhealthy after
/// `unhealthy_threshold` counted failures in a row. A draining target stays as it is.
TargetHealth observe(TargetHealth health, const ProbeOutcome& outcome, const HealthCheck& check,
                     ProbeKind kind = ProbeKind::regular);

/// Whether a reader of target health would see a difference: all but the two counters.
bool looks_different(const TargetHealth& before, const TargetHealth& after);

/// When a target was probed so far.
struct ProbeHistory {
  TimePoint registered_at;
  std::optional<TimePoint> last_probe;  ///< The start of the last one, of either kind.
  std::optional<TimePoint> last_regular_probe;
};

struct NextProbe {
  TimePoint at;  ///< May have passed: then at once.
  ProbeKind kind = ProbeKind::regular;
  friend bool operator==(const NextProbe&, const NextProbe&) = default;
};

/// When a target is probed next. Regular probes come one interval after the registration and then
/// one interval apart, so a target is called unhealthy after `unhealthy_threshold` times the
/// interval at the earliest. While it is `initial`, early ones come between them, the first at
/// once, where the pace's first_probe_interval is shorter than the interval.
NextProbe next_probe(const TargetHealth& health, const ProbeHistory& history,
                     const HealthCheck& check, const Pace& pace);

/// The port that is probed: the target's own, or the one that the health check names.
int probe_port(const HealthCheck& check, const Target& target);

/// A target's health in AWS's words, such as {unhealthy, Target.ResponseCodeMismatch, "Health
/// checks failed with these codes: [503]"}. A healthy one has neither reason nor description.
model::elbv2::TargetHealth describe(const TargetHealth& health);
/// The same of a target whose group no listener and no rule names.
model::elbv2::TargetHealth describe_not_in_use();
/// The same of a target that its group does not have.
model::elbv2::TargetHealth describe_not_registered();

}  // namespace drydock::elb
