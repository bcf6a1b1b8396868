#include "emulator/ecs/daemon/daemon_plan.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace drydock::ecs::daemon_plan_test {
namespace {

using namespace std::chrono_literals;
using State = DaemonTaskState;
using model::ecs::DaemonDeploymentStatus;

constexpr TimePoint now{1'000'000'000ms};

/// A plan's actions in short, such as "start a".
struct InShort {
  std::string operator()(const BeginDaemonDeployment&) const { return "begin"; }
  std::string operator()(const NoteDaemonTask& action) const { return "note " + action.task_id; }
  std::string operator()(const RememberDaemon& action) const {
    std::string text = "remember " + std::to_string(action.memory.failed_rounds);
    for (const auto& [instance, revision] : action.memory.without) text += " " + instance;
    return text;
  }
  std::string operator()(const NoteDaemonFailures& action) const {
    return "failures " + std::to_string(action.failures);
  }
  std::string operator()(const NoteDaemonAlarms& action) const {
    return "alarms " + std::to_string(action.alarms.triggered.size());
  }
  std::string operator()(const StartDaemonTask& action) const { return "start " + action.instance; }
  std::string operator()(const StopDaemonTask& action) const { return "stop " + action.task_id; }
  std::string operator()(const ReplaceInstance& action) const {
    return "replace " + action.instance;
  }
  std::string operator()(const StopTasksOfNoService& action) const {
    return "stop others " + action.instance;
  }
  std::string operator()(const EndInstance& action) const { return "end " + action.instance; }
  std::string operator()(const BakeDaemonDeployment&) const { return "bake"; }
  std::string operator()(const CompleteDaemonDeployment&) const { return "complete"; }
  std::string operator()(const GiveUpDaemonDeployment& action) const {
    return "give up " + action.why;
  }
  std::string operator()(const EndDaemon&) const { return "end daemon"; }
};

std::string in_short(const DaemonPlan& plan) {
  std::string text;
  for (const DaemonAction& action : plan.actions) {
    text += (text.empty() ? "" : "; ") + std::visit(InShort{}, action);
  }
  return text;
}

DaemonInstance instance(std::string id, State state = State::none, std::string revision = "2") {
  DaemonInstance made;
  made.id = id;
  made.provider = "mi";
  made.state = state;
  if (state == State::none) return made;
  made.task_id = "t-" + id;
  made.revision = std::move(revision);
  made.tasks = 1;
  return made;
}

DaemonInstance with_others(DaemonInstance made, int others = 1, int unattended = 0) {
  made.other_tasks = others;
  made.tasks += others;
  made.unattended = unattended;
  return made;
}

DaemonInstance draining(DaemonInstance made, bool replaced = true) {
  made.draining = true;
  made.replaced = replaced;
  return made;
}

/// A daemon whose deployment to the revision 2 is in progress.
struct DaemonPlans : ::testing::Test {
  DaemonPlans() {
    goal.id = "2";
    goal.capacity_providers = {"mi"};
    daemon.revision = "2";
    deployment.status = DaemonDeploymentStatus::in_progress;
  }

  void settle() { deployment.status = DaemonDeploymentStatus::successful; }

  DaemonPlan make(std::vector<DaemonInstance> instances, std::vector<EndedDaemonTask> ended = {}) {
    return plan({.daemon = daemon,
                 .goal = has_goal ? &goal : nullptr,
                 .deployment = deployment,
                 .providers = {"mi"},
                 .instances = std::move(instances),
                 .ended = std::move(ended),
                 .in_alarm = in_alarm,
                 .now = now,
                 .pace = pace});
  }
  std::string planned(std::vector<DaemonInstance> instances,
                      std::vector<EndedDaemonTask> ended = {}) {
    return in_short(make(std::move(instances), std::move(ended)));
  }

  Daemon daemon;
  DaemonRevision goal;
  bool has_goal = true;
  DaemonDeployment deployment;
  std::vector<std::string> in_alarm;
  const Pace pace = Pace::aws();
};

TEST(DrainedAtOnce, IsAtLeastOneAndRoundedDown) {
  struct Row {
    std::optional<double> percent;
    int instances;
    int expected;
  };
  for (const Row& row : {Row{{}, 1, 1}, Row{{}, 4, 1}, Row{{}, 8, 2}, Row{{}, 11, 2},
                         Row{100.0, 5, 5}, Row{50.0, 5, 2}, Row{0.0, 9, 1}, Row{20.0, 0, 1}}) {
    EXPECT_EQ(drained_at_once(row.percent, row.instances), row.expected)
        << row.percent.value_or(25) << "% of " << row.instances;
  }
}

TEST_F(DaemonPlans, CompleteAtOnceWhereThereIsNoInstance) {
  deployment.status = DaemonDeploymentStatus::pending;
  EXPECT_EQ(planned({}), "begin; complete");
}

TEST_F(DaemonPlans, StartATaskOnEveryEmptyInstanceOfTheirProviders) {
  auto other = instance("c");
  other.provider = "other";
  EXPECT_EQ(planned({instance("a"), instance("b"), other}), "start a; start b");
  EXPECT_EQ(planned({instance("a", State::starting), instance("b", State::running)}), "");
  EXPECT_EQ(planned({instance("a", State::proven), instance("b", State::proven)}), "complete");
}

TEST_F(DaemonPlans, WaitUntilATaskWithoutAHealthCheckIsProven) {
  auto young = instance("a", State::running);
  young.proven_at = now + 30s;
  const DaemonPlan plan = make({young});
  EXPECT_EQ(in_short(plan), "");
  EXPECT_EQ(plan.wake_at, now + 30s);
}

TEST_F(DaemonPlans, ReplaceInstancesThatRunOtherThingsSoManyAtATime) {
  const auto old = [](const char* id) { return instance(id, State::proven, "1"); };
  deployment.configuration.drain_percent = 50;
  EXPECT_EQ(planned({old("a"), old("b"), old("c"), old("d")}), "replace a; replace b");
  EXPECT_EQ(planned({with_others(instance("a")), with_others(instance("b"))}), "replace a");
  // Two of four are on their way: "a" drains for "e", and "f" is not ready.
  EXPECT_EQ(planned({draining(with_others(old("a"))), old("c"), old("d"),
                     instance("e", State::proven), instance("f", State::starting)}),
            "");
}

TEST_F(DaemonPlans, StopOtherTasksFirstAndTheirOwnLast) {
  const auto leaving = draining(instance("a", State::proven, "1"));
  EXPECT_EQ(planned({with_others(leaving)}), "");
  EXPECT_EQ(planned({with_others(leaving, 2, 1)}), "stop others a");
  EXPECT_EQ(planned({leaving}), "stop t-a");
  EXPECT_EQ(planned({draining(instance("a", State::stopping, "1"))}), "");
  EXPECT_EQ(planned({draining(instance("a"))}), "end a");
}

TEST_F(DaemonPlans, LeaveAnInstanceThatItsOwnerDrainsToHim) {
  settle();
  const auto drained = draining(instance("a", State::proven), false);
  EXPECT_EQ(planned({with_others(drained, 1, 1)}), "");
  EXPECT_EQ(planned({drained}), "stop t-a");
  EXPECT_EQ(planned({draining(instance("a"), false)}), "");
}

TEST_F(DaemonPlans, ReplaceTheInstanceOfACriticalTaskThatEnds) {
  settle();
  auto bare = with_others(instance("a"));
  const EndedDaemonTask ended{.task_id = "t",
                              .instance = "a",
                              .revision = "2",
                              .failed = true,
                              .had_run = true,
                              .had_proven = true};
  EXPECT_EQ(planned({bare}, {ended}), "note t; replace a");
  EXPECT_EQ(planned({with_others(instance("a", State::unhealthy))}),
            "note t-a; remember 1; replace a");
}

TEST_F(DaemonPlans, StartAgainWhatNeverRanAfterAPause) {
  const EndedDaemonTask ended{.task_id = "t", .instance = "a", .revision = "2", .failed = true};
  const DaemonPlan plan = make({instance("a")}, {ended});
  EXPECT_EQ(in_short(plan), "note t; remember 1; failures 1");
  EXPECT_EQ(plan.wake_at, now + pace.first_restart_delay);
  daemon.memory = {.without = {}, .failed_rounds = 1, .start_not_before = now};
  EXPECT_EQ(planned({instance("a")}), "start a");
}

TEST_F(DaemonPlans, GoOnWithoutATaskThatIsNotCritical) {
  goal.critical = false;
  const EndedDaemonTask ended{.task_id = "t", .instance = "a", .revision = "2", .failed = true};
  EXPECT_EQ(planned({instance("a")}, {ended}), "note t; remember 1 a; failures 1; complete");
  EXPECT_EQ(planned({instance("a", State::unhealthy)}),
            "note t-a; stop t-a; remember 1 a; failures 1");
  // One that has gone without an older revision is as any that lacks the new one.
  daemon.memory.without = {{"a", "1"}};
  EXPECT_EQ(planned({with_others(instance("a"))}), "replace a");
}

TEST_F(DaemonPlans, HoldNothingAgainstATaskThatAnOutageHasEnded) {
  const EndedDaemonTask ended{.task_id = "t",
                              .instance = "a",
                              .revision = "2",
                              .failed = true,
                              .had_run = true,
                              .outlived_outage = true};
  EXPECT_EQ(planned({instance("a")}, {ended}), "note t; start a");
}

TEST_F(DaemonPlans, CountAnInstanceWithoutRoomAsAFailedStart) {
  auto small = instance("a");
  small.has_room = false;
  EXPECT_EQ(planned({small}), "remember 1; failures 1");
  goal.critical = false;
  EXPECT_EQ(planned({small}), "remember 1 a; failures 1; complete");
}

TEST_F(DaemonPlans, AreGivenUpAtTheThirdFailure) {
  deployment.failures = 2;
  const EndedDaemonTask ended{.task_id = "t", .instance = "a", .revision = "2", .failed = true};
  EXPECT_EQ(planned({instance("a")}, {ended}),
            "note t; remember 1; failures 3; "
            "give up because the circuit breaker threshold was exceeded.");
  // What another revision's tasks do is not the deployment's fault.
  EXPECT_EQ(planned({instance("a")},
                    {{.task_id = "t", .instance = "a", .revision = "1", .failed = true}}),
            "note t; remember 1");
}

TEST_F(DaemonPlans, AreGivenUpWhereAnAlarmBegins) {
  in_alarm = {"errors"};
  EXPECT_EQ(planned({instance("a", State::proven)}),
            "alarms 1; give up because of a CloudWatch alarm in ALARM: errors.");
  deployment.alarms.standing = {"errors"};
  EXPECT_EQ(planned({instance("a", State::proven)}), "complete");
}

TEST_F(DaemonPlans, BakeOnceAllInstancesAreUpdated) {
  deployment.configuration.bake_time_in_minutes = 5;
  const DaemonPlan begun = make({instance("a", State::proven)});
  EXPECT_EQ(in_short(begun), "bake");
  EXPECT_EQ(begun.wake_at, now + 5min);
  deployment.baking_since = now - 4min;
  const DaemonPlan baking = make({instance("a", State::proven)});
  EXPECT_EQ(in_short(baking), "");
  EXPECT_EQ(baking.wake_at, now + 1min);
  deployment.baking_since = now - 5min;
  EXPECT_EQ(planned({instance("a", State::proven)}), "complete");
  deployment.rollback = Rollback{.revision = "2"};
  deployment.baking_since.reset();
  EXPECT_EQ(planned({instance("a", State::proven)}), "complete");
}

TEST_F(DaemonPlans, LeaveAllAsItIsWhereTheFirstDeploymentHasFailed) {
  has_goal = false;
  deployment.status = DaemonDeploymentStatus::stopped;
  EXPECT_EQ(planned({instance("a"), with_others(instance("b", State::proven))}), "");
  EXPECT_EQ(planned({instance("a", State::unhealthy)}), "");
}

TEST_F(DaemonPlans, TakeADeletedDaemonAwayWithItsInstances) {
  has_goal = false;
  daemon.status = model::ecs::DaemonStatus::delete_in_progress;
  EXPECT_EQ(planned({with_others(instance("a", State::proven)), instance("b", State::proven)}),
            "replace a");
  EXPECT_EQ(planned({draining(instance("a", State::stopping)), instance("b")}), "");
  EXPECT_EQ(planned({draining(with_others(instance("a", State::proven)), false)}), "");
  EXPECT_EQ(planned({instance("b")}), "end daemon");
}

}  // namespace
}  // namespace drydock::ecs::daemon_plan_test
