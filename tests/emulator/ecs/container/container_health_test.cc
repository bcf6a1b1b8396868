#include "emulator/ecs/container/container_health.h"

#include <gtest/gtest.h>

#include "tests/emulator/ecs/task_builder.h"

namespace drydock::ecs::container_health_test {
namespace {

using std::chrono::milliseconds;

constexpr TimePoint start{seconds(1'000)};

ContainerCheck check(int interval, int retries, int start_period) {
  return {.command = {"true"},
          .interval = seconds(interval),
          .timeout = seconds(5),
          .retries = retries,
          .start_period = seconds(start_period)};
}

model::ecs::ContainerDefinition with_command(std::vector<std::string> command) {
  auto container = container_definition("app");
  container.health_check.emplace().command = std::move(command);
  return container;
}

/// Runs the check from the start on, as often as the pace has it, with a container that is well
/// from `well_from` on and ill again from `ill_from`. Gives the first instant at which it is called
/// unhealthy, in seconds after the start.
std::optional<long> unhealthy_after(const ContainerCheck& rule, const Pace& pace,
                                    Duration well_from, Duration ill_from, Duration span) {
  ContainerHealth health;
  for (TimePoint now = next_check_at(health, rule, start, pace); now <= start + span;
       now = next_check_at(health, rule, start, pace)) {
    const bool well = now - start >= well_from && now - start < ill_from;
    health = observe(health, well ? CheckResult::passed : CheckResult::failed, rule, start, now);
    if (health.status == HealthStatus::unhealthy) {
      return std::chrono::duration_cast<seconds>(now - start).count();
    }
  }
  return std::nullopt;
}

TEST(ContainerHealth, RunsTheCommandAsDeclared) {
  using Command = std::vector<std::string>;
  EXPECT_EQ(container_check(with_command({"CMD", "/shop", "--health"}))->command,
            (Command{"/shop", "--health"}));
  EXPECT_EQ(container_check(with_command({"CMD-SHELL", "curl -f localhost || exit 1"}))->command,
            (Command{"/bin/sh", "-c", "curl -f localhost || exit 1"}));
  auto patient = with_command({"CMD", "true"});
  patient.health_check->timeout = 60;
  EXPECT_EQ(container_check(patient)->timeout, seconds(60));
  EXPECT_EQ(container_check(with_command({"NONE"})), std::nullopt);
  EXPECT_EQ(container_check(container_definition("app")), std::nullopt);
}

TEST(ContainerHealth, HasAwssDefaults) {
  const auto given = container_check(with_command({"CMD", "true"}));
  EXPECT_EQ(given->interval, seconds(30));
  EXPECT_EQ(given->timeout, seconds(5));
  EXPECT_EQ(given->retries, 3);
  EXPECT_EQ(given->start_period, seconds(0));
}

TEST(ContainerHealth, IsHealthyAfterOneSuccess) {
  const auto health = observe({}, CheckResult::passed, check(30, 3, 0), start, start + seconds(1));
  EXPECT_EQ(health.status, HealthStatus::healthy);
  EXPECT_TRUE(health.passed_once);
}

TEST(ContainerHealth, RecoversWithOneSuccess) {
  ContainerHealth ill;
  ill.status = HealthStatus::unhealthy;
  ill.consecutive_failures = 7;
  const auto health = observe(ill, CheckResult::passed, check(30, 3, 0), start, start + seconds(9));
  EXPECT_EQ(health.status, HealthStatus::healthy);
  EXPECT_EQ(health.consecutive_failures, 0);
}

struct PatienceRow {
  int interval, retries, start_period;
  long aws_would_say_so_after;  ///< Seconds, if every check fails.
};

TEST(ContainerHealth, IsNeverUnhealthySoonerThanWithAws) {
  const PatienceRow rows[] = {
      {30, 3, 0, 90},   {30, 1, 0, 30},    {5, 2, 0, 10},     {30, 3, 60, 120},
      {30, 3, 50, 120}, {10, 3, 300, 320}, {300, 1, 60, 300}, {5, 10, 7, 55},
  };
  for (const PatienceRow& row : rows) {
    const auto rule = check(row.interval, row.retries, row.start_period);
    for (const Pace& pace : {Pace::aws(), Pace::fast()}) {
      const auto after = unhealthy_after(rule, pace, seconds(100'000), {}, seconds(1'000));
      EXPECT_EQ(after, row.aws_would_say_so_after)
          << row.interval << "s x " << row.retries << ", start period " << row.start_period;
    }
  }
}

TEST(ContainerHealth, IsNotUnhealthyThoughItTakes50Of60SecondsToStart) {
  for (const Pace& pace : {Pace::aws(), Pace::fast()}) {
    EXPECT_EQ(unhealthy_after(check(5, 1, 60), pace, seconds(50), seconds(9'000), seconds(600)),
              std::nullopt);
  }
}

TEST(ContainerHealth, EndsTheStartPeriodWithTheFirstSuccess) {
  // Well at 2 s, ill from 10 s on, and the start period is 300 s: failures count at 31 s and later.
  const auto after =
      unhealthy_after(check(30, 3, 300), Pace::fast(), seconds(2), seconds(10), seconds(300));
  EXPECT_EQ(after, 2 + 3 * 30);
}

TEST(ContainerHealth, IsCheckedSoonUntilTheFirstSuccessAndThenEveryInterval) {
  const ContainerCheck rule = check(30, 3, 0);
  const Pace fast = Pace::fast();
  EXPECT_EQ(next_check_at({}, rule, start, fast), start + fast.first_health_check_interval);
  EXPECT_EQ(next_check_at({}, rule, start, Pace::aws()), start + seconds(30));
  ContainerHealth passed;
  passed.passed_once = true;
  passed.last_checked_at = start + seconds(1);
  EXPECT_EQ(next_check_at(passed, rule, start, fast), start + seconds(31));
}

struct RollUpRow {
  HealthStatus first;
  HealthStatus second;
  bool second_is_essential;
  HealthStatus then;
};

TEST(TaskHealth, IsThatOfTheEssentialContainers) {
  using enum HealthStatus;
  const RollUpRow rows[] = {
      {healthy, healthy, true, healthy},      {healthy, unknown, true, unknown},
      {healthy, unhealthy, true, unhealthy},  {unknown, unhealthy, true, unhealthy},
      {healthy, unhealthy, false, healthy},   {healthy, unknown, false, healthy},
      {unhealthy, healthy, false, unhealthy}, {unknown, unknown, true, unknown},
  };
  for (const RollUpRow& row : rows) {
    const auto definition = task_definition(
        {container_definition("app"), container_definition("side", row.second_is_essential)});
    Task task = pending_task(definition, start);
    task.containers[0].health.status = row.first;
    task.containers[1].health.status = row.second;
    EXPECT_EQ(task_health(task, definition), row.then)
        << to_text(row.first) << " " << to_text(row.second) << " " << row.second_is_essential;
  }
}

}  // namespace
}  // namespace drydock::ecs::container_health_test
