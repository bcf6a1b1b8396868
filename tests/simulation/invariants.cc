#include "tests/simulation/invariants.h"

namespace drydock::simulation {

Invariants::Invariants(SimulatedWorld& simulated)
    : findings_(simulated),
      tasks_(simulated, findings_),
      rollouts_(simulated, findings_),
      reasons_(simulated, findings_),
      task_sets_(simulated, findings_),
      traffic_(simulated, findings_),
      gateways_(simulated, findings_),
      events_(simulated, findings_),
      history_(simulated, findings_) {
  simulated.on_change([this](const Change& change) {
    tasks_.hear(change);
    rollouts_.hear(change);
    reasons_.hear(change);
    task_sets_.hear(change);
    traffic_.hear(change);
    gateways_.hear(change);
    events_.hear(change);
    history_.hear(change);
  });
  simulated.on_engine_lost([this] {
    rollouts_.hear_of_outage();
    reasons_.hear_of_outage();
    events_.hear_of_outage();
  });
  simulated.on_restart([this] {
    tasks_.look_back();
    rollouts_.look_back();
    reasons_.look_back();
    task_sets_.look_back();
    traffic_.look_back();
    events_.look_back();
    history_.look_back();
  });
}

void Invariants::check() {
  tasks_.check();
  rollouts_.check();
  reasons_.check();
  gateways_.check();
  events_.check();
}

void Invariants::check_now_and_then() { tasks_.check_now_and_then(); }

}  // namespace drydock::simulation
