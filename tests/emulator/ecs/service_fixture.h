#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/pace.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/scheduler/service_scheduler.h"
#include "emulator/ecs/scheduler/service_view.h"

namespace drydock::ecs {

/// A service in some state, described in few words, and what the scheduler makes of it. The task
/// set of revision "B" has the id "ecs-svc/B", and its tasks are named "B1", "B2" and so on.
class ServiceFixture {
 public:
  ServiceFixture(int desired, int minimum_healthy_percent, int maximum_percent);

  /// Puts the service under a deployment of this revision, whose task set is PRIMARY; the one
  /// before becomes ACTIVE.
  ServiceFixture& deploy(std::string_view name);
  /// Says that the deployment has completed; a circuit breaker may roll back to its revision.
  ServiceFixture& completed();
  /// Has the service's deployment controller be EXTERNAL, and gives it a task set of this revision,
  /// scaled to so many percent and STABILIZING. No set is PRIMARY.
  ServiceFixture& task_set(std::string_view name, double scale);
  /// Each word is a task and its condition, such as "A1:healthy". Beside the scheduler's own words
  /// there are "failed" (STOPPED, it never ran), "crashed" (STOPPED, after it ran) and "stopped"
  /// (STOPPED by a user).
  ServiceFixture& tasks(std::string_view words);
  /// The service is behind a load balancer with one target group, "web-tg". Tasks that run from now
  /// on are registered there, unless `registered` says otherwise.
  ServiceFixture& behind_load_balancer();

  Service& service() { return service_; }
  ServiceDeployment& deployment() { return deployment_; }
  /// The task set of this revision.
  TaskSet& set(std::string_view revision);
  ServiceRevision& revision(std::string_view name) { return revisions_.find(name)->second; }
  /// Of the PRIMARY task set.
  StartFailures& failures() { return sets_.front().failures; }
  Task& task(std::string_view id);
  ServiceTask& view_of(std::string_view id);
  ServicePlan plan() const;

  /// The plan in short words, such as "start 2 of B", without events and notes but for failures.
  [[nodiscard]] std::vector<std::string> decisions() const;
  /// The sentences that the plan posts.
  [[nodiscard]] std::vector<std::string> events() const;
  /// What the plan wants to be remembered; the present memory where it does not say.
  [[nodiscard]] SchedulerMemory memory() const;
  /// The failures of the PRIMARY task set as the plan notes them.
  [[nodiscard]] StartFailures planned_failures() const;
  /// How many tasks the task set of this revision is to have by the plan.
  [[nodiscard]] int planned_slots(std::string_view revision) const;
  /// Keeps with the tasks, the task sets and the service what the plan notes and remembers.
  void keep_notes();

  std::vector<std::string> in_alarm;
  bool engine_reachable = true;
  std::optional<TimePoint> engine_watched_since;
  TimePoint now{std::chrono::hours(1000)};
  Pace pace = Pace::fast();
  std::function<std::optional<ServicePlacement>(const TaskSet&)> placement;
  std::function<std::optional<std::vector<PlacementSubnet>>(const TaskSet&)> subnets;

 private:
  [[nodiscard]] int kept_failures(const std::string& task_set) const;
  void add_task(const std::string& id, std::string_view condition);

  Service service_;
  ServiceDeployment deployment_;
  std::vector<TaskSet> sets_;  ///< The PRIMARY one first.
  std::map<std::string, ServiceRevision, std::less<>> revisions_;
  std::map<std::string, Task, std::less<>> tasks_;
  std::map<std::string, ServiceTask, std::less<>> views_;
};

}  // namespace drydock::ecs
