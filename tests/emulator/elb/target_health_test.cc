#include "emulator/elb/target_health.h"

#include <gtest/gtest.h>

#include <vector>

#include "emulator/elb/target.h"

namespace drydock::elb::target_health_test {
namespace {

using namespace std::chrono_literals;
using model::elbv2::TargetHealthReasonEnum;
using model::elbv2::TargetHealthStateEnum;

const TimePoint start{1'700'000'000s};

HealthCheck check_of(int healthy_threshold, int unhealthy_threshold, int interval_seconds = 30) {
  HealthCheck check;
  check.healthy_threshold = healthy_threshold;
  check.unhealthy_threshold = unhealthy_threshold;
  check.interval_seconds = interval_seconds;
  return check;
}

TEST(Matcher, ReadsListsAndRanges) {
  struct Row {
    const char* matcher;
    int status;
    bool matches;
  };
  for (const Row& row : std::vector<Row>{{"200", 200, true},
                                         {"200", 201, false},
                                         {"200,202", 202, true},
                                         {"200,202", 201, false},
                                         {"200-299", 200, true},
                                         {"200-299", 299, true},
                                         {"200-299", 300, false},
                                         {"200-201,404,500-501", 404, true},
                                         {"200-201,404,500-501", 501, true},
                                         {"200-201,404,500-501", 403, false},
                                         {"", 200, false}}) {
    EXPECT_EQ(matches(row.matcher, row.status), row.matches) << row.matcher << " " << row.status;
  }
}

TEST(Matcher, IsRefusedWhereItIsNone) {
  for (const char* right : {"200", "200,202", "200-299", "200-201,404"}) {
    EXPECT_TRUE(is_matcher(right, 200, 499)) << right;
  }
  for (const char* wrong : {"", "2xx", "200,", ",200", "200-", "-200", "299-200", "199", "200-500",
                            "200 202", "200--202"}) {
    EXPECT_FALSE(is_matcher(wrong, 200, 499)) << wrong;
  }
}

TEST(TargetHealth, ANewTargetIsHealthyAfterOneSuccess) {
  const auto health = observe({}, ProbeStatus{200}, check_of(5, 2));
  EXPECT_EQ(health.state, TargetState::healthy);
  EXPECT_EQ(health.reason, TargetReason::none);
}

TEST(TargetHealth, ANewTargetStaysInitialUntilTheThresholdOfFailures) {
  const auto check = check_of(5, 3);
  auto health = observe({}, ProbeFailed{}, check);
  health = observe(health, ProbeTimedOut{}, check);
  EXPECT_EQ(health.state, TargetState::initial);
  EXPECT_EQ(health.reason, TargetReason::initial_health_checking);
  health = observe(health, ProbeStatus{503}, check);
  EXPECT_EQ(health.state, TargetState::unhealthy);
  EXPECT_EQ(health.reason, TargetReason::response_code_mismatch);
  EXPECT_EQ(health.code, 503);
}

TEST(TargetHealth, AHealthyTargetOutlivesFailuresThatAreNotInARow) {
  const auto check = check_of(5, 2);
  auto health = observe({}, ProbeStatus{200}, check);
  for (int i = 0; i < 5; ++i) {
    health = observe(health, ProbeFailed{}, check);
    EXPECT_EQ(health.state, TargetState::healthy);
    health = observe(health, ProbeStatus{200}, check);
  }
  health = observe(health, ProbeFailed{}, check);
  health = observe(health, ProbeFailed{}, check);
  EXPECT_EQ(health.state, TargetState::unhealthy);
  EXPECT_EQ(health.reason, TargetReason::failed_health_checks);
}

TEST(TargetHealth, AnUnhealthyTargetNeedsTheWholeThresholdInARow) {
  const auto check = check_of(3, 2);
  TargetHealth health{.state = TargetState::unhealthy,
                      .reason = TargetReason::timeout,
                      .code = 0,
                      .consecutive_successes = 0,
                      .consecutive_failures = 2};
  health = observe(health, ProbeStatus{200}, check);
  health = observe(health, ProbeStatus{200}, check);
  EXPECT_EQ(health.state, TargetState::unhealthy);
  health = observe(health, ProbeStatus{500}, check);
  EXPECT_EQ(health.reason, TargetReason::response_code_mismatch);
  for (int i = 0; i < 2; ++i) health = observe(health, ProbeStatus{200}, check);
  EXPECT_EQ(health.state, TargetState::unhealthy);
  health = observe(health, ProbeStatus{200}, check);
  EXPECT_EQ(health.state, TargetState::healthy);
}

TEST(TargetHealth, AnEarlyFailureCountsForNothing) {
  const auto check = check_of(5, 2);
  TargetHealth health;
  for (int i = 0; i < 100; ++i) health = observe(health, ProbeFailed{}, check, ProbeKind::early);
  EXPECT_EQ(health.state, TargetState::initial);
  EXPECT_EQ(health.consecutive_failures, 0);
  health = observe(health, ProbeStatus{200}, check, ProbeKind::early);
  EXPECT_EQ(health.state, TargetState::healthy);
}

TEST(TargetHealth, NothingBringsADrainingTargetBack) {
  const TargetHealth draining{.state = TargetState::draining,
                              .reason = TargetReason::deregistration_in_progress,
                              .code = 0,
                              .consecutive_successes = 0,
                              .consecutive_failures = 0};
  EXPECT_EQ(observe(draining, ProbeStatus{200}, check_of(2, 2)), draining);
  EXPECT_EQ(observe(draining, ProbeFailed{}, check_of(2, 2)), draining);
}

TEST(NextProbe, ComesOnceAnIntervalAtTheAwsPace) {
  const auto check = check_of(5, 2, 30);
  ProbeHistory history{.registered_at = start, .last_probe = {}, .last_regular_probe = {}};
  EXPECT_EQ(next_probe({}, history, check, Pace::aws()),
            (NextProbe{start + 30s, ProbeKind::regular}));
  history.last_probe = history.last_regular_probe = start + 31s;
  EXPECT_EQ(next_probe({}, history, check, Pace::aws()),
            (NextProbe{start + 61s, ProbeKind::regular}));
}

TEST(NextProbe, ComesEarlyUntilTheFirstSuccess) {
  const auto check = check_of(5, 2, 30);
  const Pace pace = Pace::fast();
  ProbeHistory history{.registered_at = start, .last_probe = {}, .last_regular_probe = {}};
  EXPECT_EQ(next_probe({}, history, check, pace), (NextProbe{start, ProbeKind::early}));
  history.last_probe = start + 10ms;
  EXPECT_EQ(next_probe({}, history, check, pace), (NextProbe{start + 260ms, ProbeKind::early}));
  history.last_probe = start + 29'900ms;
  EXPECT_EQ(next_probe({}, history, check, pace), (NextProbe{start + 30s, ProbeKind::regular}));
  const TargetHealth healthy = observe({}, ProbeStatus{200}, check);
  EXPECT_EQ(next_probe(healthy, history, check, pace),
            (NextProbe{start + 30s, ProbeKind::regular}));
}

TEST(NextProbe, NeverMakesBadNewsSoonerThanFailuresTimesInterval) {
  const auto check = check_of(5, 3, 10);
  const Pace pace = Pace::fast();
  ProbeHistory history{.registered_at = start, .last_probe = {}, .last_regular_probe = {}};
  TargetHealth health;
  TimePoint now = start;
  while (health.state != TargetState::unhealthy) {
    const NextProbe next = next_probe(health, history, check, pace);
    now = std::max(now, next.at);
    history.last_probe = now;
    if (next.kind == ProbeKind::regular) history.last_regular_probe = now;
    health = observe(health, ProbeFailed{}, check, next.kind);
    ASSERT_LE(now, start + 60s);
  }
  EXPECT_EQ(now, start + 30s);
}

TEST(ProbePort, IsTheTargetsOrTheOneThatIsNamed) {
  Target target;
  target.port = 8080;
  HealthCheck check;
  EXPECT_EQ(probe_port(check, target), 8080);
  check.port = "9000";
  EXPECT_EQ(probe_port(check, target), 9000);
}

TEST(TargetHealth, IsDescribedInAwsWords) {
  using Reason = TargetHealthReasonEnum;
  struct Row {
    TargetReason reason;
    Reason word;
    const char* description;
  };
  for (const Row& row : std::vector<Row>{
           {TargetReason::registration_in_progress, Reason::elb_registration_in_progress,
            "Target registration is in progress"},
           {TargetReason::initial_health_checking, Reason::elb_initial_health_checking,
            "Initial health checks in progress"},
           {TargetReason::response_code_mismatch, Reason::target_response_code_mismatch,
            "Health checks failed with these codes: [503]"},
           {TargetReason::timeout, Reason::target_timeout, "Request timed out"},
           {TargetReason::failed_health_checks, Reason::target_failed_health_checks,
            "Health checks failed"},
           {TargetReason::deregistration_in_progress, Reason::target_deregistration_in_progress,
            "Target deregistration is in progress"}}) {
    TargetHealth health;
    health.reason = row.reason;
    health.code = 503;
    const auto words = describe(health);
    EXPECT_EQ(words.reason, row.word);
    EXPECT_EQ(words.description, row.description);
  }
}

TEST(TargetHealth, IsDescribedWithoutAReasonWhenHealthy) {
  const auto words = describe(observe({}, ProbeStatus{200}, HealthCheck()));
  EXPECT_EQ(words.state, TargetHealthStateEnum::healthy);
  EXPECT_EQ(words.reason, std::nullopt);
  EXPECT_EQ(words.description, std::nullopt);
}

}  // namespace
}  // namespace drydock::elb::target_health_test
