#pragma once

#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/simulated_world.h"

namespace drydock::elb {
struct TargetGroup;
}

namespace drydock::simulation {

/// What clients and fate do to a world, drawn from a seed: services are created, updated, scaled,
/// reconfigured, deleted; task sets are made, scaled, promoted and deleted; deployments pause and
/// go on; services come behind a gateway and leave it; tasks are run and stopped; targets,
/// listeners and target groups come and go; alarms go off; containers crash, run out of memory,
/// fall ill; the engine is lost and comes back; drydock is killed at any moment and started again;
/// machines come, are emptied, and are lost.
class Storm {
 public:
  /// `longest_pause` between one thing that happens and the next.
  /// `tell` is told of each, in words.
  Storm(SimulatedWorld& simulated, std::uint64_t seed, Duration longest_pause,
        std::function<void(std::string_view)> tell);

  /// One thing happens, or two.
  void strike();
  /// How long it is quiet until the next one.
  Duration pause();

  /// The storm is over: the engine is back, and there is a machine with room for all.
  void calm();
  /// The services that are there are brought to a good revision with percents that let it roll.
  void mend();
  void delete_all();

  [[nodiscard]] const std::vector<std::string>& services() const { return names_; }

 private:
  struct Happening;

  void one_of(const std::vector<Happening>& happenings, const std::string& name);
  /// What is no matter of one service.
  template <void (Storm::*what)()>
  void anywhere(const std::string& /*name*/) {
    (this->*what)();
  }

  void create(const std::string& name);
  void delete_service(const std::string& name);
  void update(const std::string& name);
  void scale(const std::string& name);
  void change_percents(const std::string& name);
  void change_strategy(const std::string& name);
  /// The settings of one, as JSON.
  std::string circuit_breaker();
  void change_health_rules(const std::string& name);
  void change_all(const std::string& name);
  void change_drain_time(const std::string& name);

  // Task sets that clients govern.
  void strike_task_sets(const std::string& name);
  void create_task_set(const std::string& name);
  void scale_task_set(const std::string& name);
  void make_task_set_primary(const std::string& name);
  void delete_task_set(const std::string& name);
  /// The id of any of the service's, or nothing.
  std::string any_task_set(const std::string& name);

  // The gateway, and the services behind it.
  void change_connection(const std::string& name);
  void change_gateway();
  void harm_gateway();

  // What deployments wait for and are given up for, beside tasks.
  void change_hooks(const std::string& name);
  void resolve_pause(const std::string& name);
  void change_alarms(const std::string& name);
  void flip_alarm();

  void change_instances();
  void empty_small_instances();
  void stop_task(const std::string& name);
  void harm_container();
  void lose_engine();
  void lose_zone();
  void plan_kill();
  void register_target(const std::string& name);
  void deregister_target(const std::string& name);
  void harm_load_balancing(const std::string& name);
  void run_tasks();

  [[nodiscard]] const elb::TargetGroup* group_of(const std::string& name) const;
  int draw(int below);
  void note(std::string_view what) { tell_(what); }
  void note_refusal();

  SimulatedWorld& simulated_;
  std::mt19937_64 random_;
  int longest_pause_ms_;
  std::vector<std::string> names_ = {"one", "two", "three"};
  std::function<void(std::string_view)> tell_;
};

}  // namespace drydock::simulation
