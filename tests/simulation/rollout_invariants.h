#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "tests/simulation/findings.h"
#include "tests/simulation/simulated_world.h"

namespace drydock::simulation {

/// What must be true of every deployment of a service:
///
/// - A service is under one deployment at a time, which says what the service ran before.
/// - A service that is not INACTIVE has exactly one PRIMARY task set: that of the revision which
///   its deployment brings it to, and which it says that it runs.
/// - A deployment goes from IN_PROGRESS, or ROLLBACK_IN_PROGRESS, to one end, and never changes
///   after it.
/// - It is SUCCESSFUL, or its rollback is, only when all desired tasks are healthy and no others
///   are left.
/// - The circuit breaker gives it up when as many tasks have failed as its settings say: not
///   sooner, not later, never where it is off, and not when all is well. What has failed counts
///   once, and nothing else does.
/// - Where traffic shifts, stages come in their order, and in the end all of it goes to the
///   revision that the deployment has brought.
/// - A rollback goes to the revision of the last deployment that was completed.
/// - A task set leaves only when it has no task any more.
class RolloutInvariants {
 public:
  RolloutInvariants(SimulatedWorld& simulated, Findings& findings);

  void hear(const Change& change);
  void look_back();
  void hear_of_outage();
  void check();

 private:
  /// How the tasks of a task set have failed, as they were seen to.
  struct Failures {
    int seen = 0;     ///< In all, while its deployment was under way.
    int counted = 0;  ///< So many the scheduler has counted in all,
    int told = 0;     ///< and so many it holds against the deployment now.
    int certain = 0;  ///< So many it has to hold against it.
    TimePoint last_at;
  };

  void hear_of_deployment(std::string_view key);
  void hear_of_task(std::string_view key);
  void hear_of_set(const Change& change);
  void check_beginning(const ecs::ServiceDeployment& deployment);
  void hear_of_end(const ecs::ServiceDeployment& deployment);
  void note_failure(const ecs::Service& service, const ecs::Task& task);
  void check_service(const std::string& key);
  void check_primary(const ecs::Service& service);
  void check_patience(const ecs::Service& service);
  void check_given_up(const ecs::Service& service, const ecs::ServiceDeployment& deployment);
  void check_traffic(const ecs::ServiceDeployment& before, const ecs::ServiceDeployment& now);
  [[nodiscard]] bool serves_all(const ecs::ServiceRevision& revision) const;
  void check_rollback(const ecs::Service& service, const ecs::ServiceDeployment& deployment);
  [[nodiscard]] const ecs::ServiceDeployment* deployment_of(const ecs::Service& service) const;
  void violated(std::string_view service, const std::string& what);

  SimulatedWorld& simulated_;
  Findings& findings_;
  std::map<std::string, ecs::ServiceDeployment, std::less<>> deployments_;  ///< As last seen.
  std::map<std::string, std::string, std::less<>> last_completed_;  ///< Revision, by service.
  std::map<std::string, Failures, std::less<>> failures_;           ///< By the set's key.
  std::map<std::string, bool, std::less<>> wanted_;  ///< Tasks by key: whether they were to run.
  std::set<std::string, std::less<>> well_;          ///< Tasks that have been healthy.
  std::set<std::string, std::less<>> changed_;       ///< Services since the last check.
  std::map<std::string, TimePoint, std::less<>> over_since_;  ///< Services past their threshold.
  TimePoint acting_since_;  ///< From when on drydock has been there, and the engine too.
};

}  // namespace drydock::simulation
