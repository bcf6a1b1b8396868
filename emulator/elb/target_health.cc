#include "emulator/elb/target_health.h"

#include <algorithm>
#include <utility>

#include "emulator/base/number.h"
#include "emulator/elb/target.h"

namespace drydock::elb {
namespace {

using model::elbv2::TargetHealthReasonEnum;
using model::elbv2::TargetHealthStateEnum;

struct StatusRange {
  int first = 0;
  int last = 0;
};

/// "200" or "200-299".
std::optional<StatusRange> parse_range(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = parse_number(text.substr(0, dash));
  const auto last = dash == text.npos ? first : parse_number(text.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return StatusRange{*first, *last};
}

/// The matcher's ranges, each checked by `accept`; stops at the first that is refused.
template <class Accept>
bool all_ranges(std::string_view matcher, Accept accept) {
  while (true) {
    const auto comma = matcher.find(',');
    if (!accept(parse_range(matcher.substr(0, comma)))) return false;
    if (comma == matcher.npos) return true;
    matcher.remove_prefix(comma + 1);
  }
}

bool succeeded(const ProbeOutcome& outcome, const HealthCheck& check) {
  const auto* status = std::get_if<ProbeStatus>(&outcome);
  return status != nullptr && matches(check.matcher, status->code);
}

TargetReason reason_of(const ProbeOutcome& outcome) {
  if (std::holds_alternative<ProbeStatus>(outcome)) return TargetReason::response_code_mismatch;
  if (std::holds_alternative<ProbeTimedOut>(outcome)) return TargetReason::timeout;
  return TargetReason::failed_health_checks;
}

TargetHealth after_success(TargetHealth health, const HealthCheck& check) {
  health.consecutive_failures = 0;
  ++health.consecutive_successes;
  const int needed = health.state == TargetState::initial ? 1 : check.healthy_threshold;
  if (health.consecutive_successes < needed) return health;
  health.state = TargetState::healthy;
  health.reason = TargetReason::none;
  health.code = 0;
  return health;
}

TargetHealth after_failure(TargetHealth health, const ProbeOutcome& outcome,
                           const HealthCheck& check) {
  health.consecutive_successes = 0;
  ++health.consecutive_failures;
  const bool enough = health.consecutive_failures >= check.unhealthy_threshold;
  if (health.state != TargetState::unhealthy && !enough) return health;
  const auto* status = std::get_if<ProbeStatus>(&outcome);
  health.state = TargetState::unhealthy;
  health.reason = reason_of(outcome);
  health.code = status == nullptr ? 0 : status->code;
  return health;
}

Duration early_interval(const HealthCheck& check, const Pace& pace) {
  return std::min<Duration>(pace.first_probe_interval, seconds(check.interval_seconds));
}

TargetHealthStateEnum state_word(TargetState state) {
  switch (state) {
    case TargetState::initial:
      return TargetHealthStateEnum::initial;
    case TargetState::healthy:
      return TargetHealthStateEnum::healthy;
    case TargetState::unhealthy:
      return TargetHealthStateEnum::unhealthy;
    case TargetState::draining:
      return TargetHealthStateEnum::draining;
  }
  std::abort();
}

model::elbv2::TargetHealth in_words(TargetState state, TargetHealthReasonEnum reason,
                                    std::string description) {
  return {.state = state_word(state), .reason = reason, .description = std::move(description)};
}

}  // namespace

bool matches(std::string_view matcher, int status) {
  return !all_ranges(matcher, [&](const std::optional<StatusRange>& range) {
    return !range || status < range->first || status > range->last;
  });
}

bool is_matcher(std::string_view matcher, int lowest, int highest) {
  return all_ranges(matcher, [&](const std::optional<StatusRange>& range) {
    return range && range->first >= lowest && range->last <= highest;
  });
}

TargetHealth observe(TargetHealth health, const ProbeOutcome& outcome, const HealthCheck& check,
                     ProbeKind kind) {
  if (health.state == TargetState::draining) return health;
  if (health.state == TargetState::initial) health.reason = TargetReason::initial_health_checking;
  if (succeeded(outcome, check)) return after_success(health, check);
  if (kind == ProbeKind::early) return health;
  return after_failure(health, outcome, check);
}

bool looks_different(const TargetHealth& before, const TargetHealth& after) {
  return before.state != after.state || before.reason != after.reason || before.code != after.code;
}

NextProbe next_probe(const TargetHealth& health, const ProbeHistory& history,
                     const HealthCheck& check, const Pace& pace) {
  const Duration interval = seconds(check.interval_seconds);
  const TimePoint regular = history.last_regular_probe.value_or(history.registered_at) + interval;
  const Duration early = early_interval(check, pace);
  if (health.state != TargetState::initial || early >= interval) {
    return {regular, ProbeKind::regular};
  }
  const TimePoint sooner = history.last_probe ? *history.last_probe + early : history.registered_at;
  if (sooner < regular) return {sooner, ProbeKind::early};
  return {regular, ProbeKind::regular};
}

int probe_port(const HealthCheck& check, const Target& target) {
  return parse_number(check.port).value_or(target.port);
}

model::elbv2::TargetHealth describe(const TargetHealth& health) {
  using Reason = TargetHealthReasonEnum;
  const TargetState state = health.state;
  switch (health.reason) {
    case TargetReason::none:
      return {.state = state_word(state), .reason = std::nullopt, .description = std::nullopt};
    case TargetReason::registration_in_progress:
      return in_words(state, Reason::elb_registration_in_progress,
                      "Target registration is in progress");
    case TargetReason::initial_health_checking:
      return in_words(state, Reason::elb_initial_health_checking,
                      "Initial health checks in progress");
    case TargetReason::response_code_mismatch:
      return in_words(
          state, Reason::target_response_code_mismatch,
          "Health checks failed with these codes: [" + std::to_string(health.code) + "]");
    case TargetReason::timeout:
      return in_words(state, Reason::target_timeout, "Request timed out");
    case TargetReason::failed_health_checks:
      return in_words(state, Reason::target_failed_health_checks, "Health checks failed");
    case TargetReason::deregistration_in_progress:
      return in_words(state, Reason::target_deregistration_in_progress,
                      "Target deregistration is in progress");
  }
  std::abort();
}

model::elbv2::TargetHealth describe_not_in_use() {
  return {
      .state = TargetHealthStateEnum::unused,
      .reason = TargetHealthReasonEnum::target_not_in_use,
      .description = "Target group is not configured to receive traffic from the load balancer"};
}

model::elbv2::TargetHealth describe_not_registered() {
  return {.state = TargetHealthStateEnum::unused,
          .reason = TargetHealthReasonEnum::target_not_registered,
          .description = "Target is not registered to the target group"};
}

}  // namespace drydock::elb
