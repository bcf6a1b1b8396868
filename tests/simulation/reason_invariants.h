#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/service.h"
#include "tests/simulation/findings.h"
#include "tests/simulation/simulated_world.h"

namespace drydock::simulation {

/// What must be true of what deployments wait for and are given up for, beside tasks that fail:
///
/// - A stage is not left before each of its hooks has succeeded, or has taken too long where it
///   says that the deployment goes on then.
/// - A hook's run ends once, it has taken too long only when its time is over, and soon then.
/// - A hook gives a deployment up only if it failed, or took too long and says so.
/// - An alarm gives a deployment up only if it is one of those that the deployment goes by and has
///   come to be in ALARM since it began, and soon then.
class ReasonInvariants {
 public:
  ReasonInvariants(const SimulatedWorld& simulated, Findings& findings);

  void hear(const Change& change);
  void look_back();
  void hear_of_outage();
  void check();

 private:
  struct Alarm {
    bool in_alarm = false;
    TimePoint since;
    Duration quiet_before{};  ///< How long it was not in ALARM before.
  };

  void hear_of_alarm(std::string_view name);
  void hear_of_deployment(std::string_view key);
  void check_stage(const ecs::ServiceDeployment& before, const ecs::ServiceDeployment& now);
  void check_runs(const ecs::ServiceDeployment& before, const ecs::ServiceDeployment& now);
  void check_given_up(const ecs::ServiceDeployment& deployment);
  void check_patience(const ecs::ServiceDeployment& deployment);
  void violated(const ecs::ServiceDeployment& deployment, const std::string& what);
  /// Whether what has been so since then is to have been acted upon by now.
  [[nodiscard]] bool is_overdue(TimePoint since) const;

  const SimulatedWorld& simulated_;
  Findings& findings_;
  std::map<std::string, Alarm, std::less<>> alarms_;
  std::map<std::string, ecs::ServiceDeployment, std::less<>> deployments_;  ///< As last seen.
  TimePoint acting_since_;  ///< From when on drydock has been there, and the engine too.
};

}  // namespace drydock::simulation
