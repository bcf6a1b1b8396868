#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "tests/simulation/findings.h"
#include "tests/simulation/simulated_world.h"

namespace drydock::simulation {

/// What a service tells in its events is so, and it tells it once:
///
/// - Of each task that it starts or stops, and of each target that it registers or takes out of a
///   group, it tells at that moment, and of no other.
/// - Of each deployment that is completed, given up or rolled back it tells so, and of no other.
/// - It tells that it is steady only when all is well, and again only when something has happened
///   since, or six hours have passed.
/// - It tells that a task is unhealthy only where a check of it has failed, and again only when it
///   has been healthy since.
/// - What it complains of is the case. It never meets an error of drydock's own.
/// - There is no event that these do not know.
class EventInvariants {
 public:
  EventInvariants(SimulatedWorld& simulated, Findings& findings);

  void hear(const Change& change);
  void look_back();
  void hear_of_outage();
  void check();
  /// After what clients have done between two steps.
  void look_at_clients();

 private:
  /// What a service did since the last check, and what it told of.
  struct Moment {
    std::set<std::string> started, told_started;
    std::set<std::string> stopped_running, told_stopped;
    int stopped_pending = 0, told_pending = 0;
    std::map<std::string, int> registered, told_registered;      ///< By target group.
    std::map<std::string, int> deregistered, told_deregistered;  ///< By target group.
    int completed = 0, told_completed = 0;
    int given_up = 0, told_given_up = 0;
    int rolled_back = 0, told_rolled_back = 0;
  };

  /// What is remembered of a task.
  struct Past {
    bool asked_to_stop = false;
    std::size_t targets = 0;
    bool ill_told = false;  ///< And it has not been healthy since.
  };

  /// What is remembered of a service.
  struct Calm {
    TimePoint told_at;
    bool disturbed = true;
    int desired = 0;  ///< So many tasks, when last looked.
  };

  void hear_of_task(std::string_view key);
  void hear_of_target(std::string_view key);
  void hear_of_deployment(std::string_view key);
  void hear_of_task_set(std::string_view key);
  void disturb_all();
  void hear_of_events(std::string_view key);
  void read(const ecs::Service& service, const std::string& message);
  bool read_of_tasks(Moment& moment, const ecs::Service& service, const std::string& message);
  bool read_of_targets(Moment& moment, const std::string& message);
  bool read_of_deployment(Moment& moment, const std::string& message);
  bool read_of_balance(const ecs::Service& service, const std::string& message);
  bool read_of_calm(const ecs::Service& service, const std::string& message);
  bool read_of_task_set(const ecs::Service& service, const std::string& message);
  bool read_of_illness(const ecs::Service& service, const std::string& message);
  bool read_complaint(const ecs::Service& service, const std::string& message);
  void check_moment(const std::string& key, const Moment& moment);
  void check_calm(const ecs::Service& service);
  void violated(const ecs::Service& service, const std::string& what);

  SimulatedWorld& simulated_;
  Findings& findings_;
  std::map<std::string, Moment, std::less<>> moments_;    ///< By service, as all here but tasks_.
  std::map<std::string, std::string, std::less<>> last_;  ///< The newest event's id.
  std::map<std::string, Calm, std::less<>> calm_;
  std::map<std::string, Past, std::less<>> tasks_;
  std::map<std::string, ecs::ServiceDeployment, std::less<>> deployments_;  ///< As last seen.
};

}  // namespace drydock::simulation
