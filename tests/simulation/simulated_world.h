#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/store/store.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "tests/simulation/chance.h"
#include "tests/simulation/client.h"
#include "tests/simulation/hook_functions.h"
#include "tests/simulation/run.h"
#include "tests/simulation/slow_journal.h"

namespace drydock::simulation {

/// What the containers of a service's revision are like. The names are those of the images.
inline constexpr std::string_view good_image = "good";
inline constexpr std::string_view all_images[] = {
    good_image, "slow",  // Its pull and its start take seconds.
    "late",              // It is well only after some seconds.
    "ill",               // It is never well.
    "flapping",          // It is well and ill in turn,
    "fickle",            // and so is this one, but for a shorter time.
    "crashing",          // It ends soon after it started.
    "stubborn",          // It ignores SIGTERM.
    "missing",           // No registry has it.
};

/// What a world is like.
struct WorldSettings {
  Pace pace = Pace::fast();
  /// One call to the engine in so many goes wrong; 0: none does.
  int faults_one_in = 0;
};

/// A machine on a virtual clock: the simulated engine and a journal in memory, which stay, and one
/// run of drydock after another, each of which begins with what the one before it has kept. Clients
/// have one account and one cluster, "sim". Everything in it follows from the seed.
class SimulatedWorld {
 public:
  explicit SimulatedWorld(std::uint64_t seed, const WorldSettings& settings = {});
  SimulatedWorld(const SimulatedWorld&) = delete;
  SimulatedWorld& operator=(const SimulatedWorld&) = delete;
  ~SimulatedWorld();

  /// Lets time pass up to the next thing that happens, at most until `limit`. False at `limit`.
  bool step(TimePoint limit);

  /// Kills drydock once it has done so many of the things that it does from now on, each a piece
  /// of work on its control thread. Some time later it is started again.
  void kill_after(int pieces);
  /// Whether drydock is there for clients and its start is over.
  [[nodiscard]] bool is_up() const { return !is_down_ && run_->has_started(); }
  void lose_engine(Duration outage);
  /// One of the three availability zones, while this run of drydock lives.
  void lose_zone(std::size_t zone, Duration outage);
  /// Nothing of what was meant to happen to drydock and its engine happens any more.
  void calm();

  // What a client does, in one call each or a few.
  void create_service(const std::string& name, const ServiceShape& shape, int desired,
                      std::string_view image);
  void deploy(const std::string& name, std::string_view image);
  void scale(const std::string& name, int desired);
  void run_tasks(const ServiceShape& shape, int count, std::string_view image);
  void create_task_set(const std::string& name, bool balanced, std::string_view image, int scale);
  /// A good task set takes the place of all that the service has.
  void replace_task_sets(const std::string& name);
  /// A service whose target group or listener is gone has them again.
  void restore_load_balancing(const std::string& name);

  /// What of drydock's is there; of the run before while drydock is down.
  [[nodiscard]] const Store& store() const { return run_->store; }
  [[nodiscard]] const EngineWatch& watch() const { return run_->watch; }
  [[nodiscard]] const ecs::Service* find_service(const std::string& name) const;
  /// All of its task sets: the PRIMARY one first, then the newest first.
  [[nodiscard]] std::vector<const ecs::TaskSet*> sets_of(const std::string& service) const;
  [[nodiscard]] const ecs::Task* find_task(const std::string& id) const;
  /// Those that its scheduler is not done with.
  [[nodiscard]] std::vector<const ecs::Task*> tasks_of(const std::string& service) const;
  /// Those of no service that are not STOPPED.
  [[nodiscard]] std::vector<const ecs::Task*> tasks_alone() const;

  /// Calls the listener after every change of a store that lives.
  void on_change(std::function<void(const Change&)> listener);
  /// Calls the listener when drydock finds that the engine does not answer.
  void on_engine_lost(std::function<void()> listener) {
    engine_lost_.push_back(std::move(listener));
  }
  /// Calls the listener when a run has been killed.
  void on_kill(std::function<void()> listener) { killed_.push_back(std::move(listener)); }
  /// Calls the listener when a new run has read what the one before it has kept.
  void on_restart(std::function<void()> listener) { restarted_.push_back(std::move(listener)); }

  /// What was told and not kept, and what could not be read again, in words.
  [[nodiscard]] const std::vector<std::string>& losses() const { return losses_; }
  [[nodiscard]] int restarts() const { return restarts_; }

  const World world{"000000000000", "us-east-1"};
  const Pace pace;
  boost::asio::io_context context;
  VirtualClock clock{context};
  const TimePoint began_at = clock.now();
  RandomIds ids;
  Chance chance;
  Faults faults;
  SimulatedEngine engine;
  SlowJournal journal{clock, chance};
  HookFunctions functions{clock, chance};
  Client client;

 private:
  void provide_definition(std::string_view image, const ServiceShape& shape);
  Balancing provide_balancing(const std::string& name, const ServiceShape& shape);
  std::string provide_target_group(const std::string& group_name, bool awsvpc);
  void begin_run();
  void restart();
  void kill();

  std::unique_ptr<Run> run_;
  bool is_down_ = false;
  bool engine_is_lost_ = false;
  int restarts_ = 0;
  std::optional<int> kill_after_;
  std::vector<std::function<void(const Change&)>> listeners_;
  std::vector<std::function<void()>> engine_lost_;
  std::vector<std::function<void()>> killed_;
  std::vector<std::function<void()>> restarted_;
  std::vector<std::string> losses_;
};

}  // namespace drydock::simulation
