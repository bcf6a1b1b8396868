#include "tests/simulation/invariants.h"

namespace drydock::simulation {

Invariants::Invariants(SimulatedWorld& simulated)
    : findings_(simulated),
      tasks_(simulated, findings_),
      rollouts_(simulated, findings_),
      traffic_(simulated, findings_),
      events_(simulated, findings_),
      history_(simulated, findings_) {
  simulated.on_change([this](const Change& change) {
    tasks_.hear(change);
    rollouts_.hear(change);
    traffic_.hear(change);
    events_.hear(change);
    history_.hear(change);
  });
  simulated.on_engine_lost([this] {
    rollouts_.hear_of_outage();
    events_.hear_of_outage();
  });
  simulated.on_restart([this] {
    tasks_.look_back();
    rollouts_.look_back();
    traffic_.look_back();
    events_.look_back();
    history_.look_back();
  });
}

void Invariants::check() {
  tasks_.check();
  rollouts_.check();
  events_.check();
}

void Invariants::check_now_and_then() { tasks_.check_now_and_then(); }

}  // namespace drydock::simulation
