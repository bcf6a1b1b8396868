#pragma once

#include <string>
#include <vector>

#include "tests/simulation/event_invariants.h"
#include "tests/simulation/findings.h"
#include "tests/simulation/gateway_invariants.h"
#include "tests/simulation/history_invariants.h"
#include "tests/simulation/reason_invariants.h"
#include "tests/simulation/rollout_invariants.h"
#include "tests/simulation/simulated_world.h"
#include "tests/simulation/task_invariants.h"
#include "tests/simulation/task_set_invariants.h"
#include "tests/simulation/traffic_invariants.h"

namespace drydock::simulation {

/// Watches a world and notes what must never happen: each part of it says what it promises.
class Invariants {
 public:
  explicit Invariants(SimulatedWorld& simulated);
  Invariants(const Invariants&) = delete;
  Invariants& operator=(const Invariants&) = delete;

  /// Looks at what no single change shows; to be called after each step.
  void check();
  /// After what clients have done between two steps.
  void look_at_clients() { events_.look_at_clients(); }
  /// What takes longer to look at; now and then.
  void check_now_and_then();
  /// Asks for the history of every service, as a client does.
  void check_history() { history_.check(); }

  /// Once all services are gone.
  void check_end() { gateways_.check_end(); }

  /// What has been broken, in words.
  [[nodiscard]] const std::vector<std::string>& violations() const { return findings_.texts(); }

 private:
  Findings findings_;
  TaskInvariants tasks_;
  RolloutInvariants rollouts_;
  ReasonInvariants reasons_;
  TaskSetInvariants task_sets_;
  TrafficInvariants traffic_;
  GatewayInvariants gateways_;
  EventInvariants events_;
  HistoryInvariants history_;
};

}  // namespace drydock::simulation
