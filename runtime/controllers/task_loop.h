#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "async/task_group.h"
#include "emulator/base/pace.h"
#include "emulator/ecs/definition/host_access.h"
#include "emulator/ecs/task_lifecycle.h"
#include "emulator/ecs/task_progress.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/engine.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"
#include "runtime/controllers/engine_watch.h"
#include "runtime/controllers/image_puller.h"
#include "runtime/controllers/mishaps.h"
#include "runtime/controllers/task_network.h"

namespace drydock {

namespace ecs {
struct Task;
}

/// What the loops of all tasks work with.
struct TaskTools {
  Store& store;
  Clock& clock;
  IdSource& ids;
  const Pace& pace;
  Engine& engine;
  EngineWatch& watch;
  ImagePuller& puller;
  TaskNetwork& network;
  const std::string& instance;    ///< The value of ecs::instance_label.
  const ecs::HostAccess& access;  ///< What containers may have of this machine.
  boost::asio::any_io_executor executor;
  std::string host_address;  ///< See TaskSupervisorSettings.
};

/// The ids of containers that ran a moment ago.
using RunningContainers = std::unordered_set<std::string_view>;

/// Carries one task through its life: plans, writes down what begins, acts, and rests until
/// something comes of it. What takes time runs beside the loop, so that a stop is heard during a
/// pull. While the engine is away nothing is decided; once it is back the loop looks at what is
/// left and goes on from there. There may be very many, nearly all of them at rest: a loop that
/// rests has no coroutine.
class TaskLoop {
 public:
  enum class State { rests, done };

  /// `world` and `key` are its task's, and outlive it: there may be very many.
  /// `look_first`: something may have happened to the task's containers before. `resume` has run()
  /// called soon, and not within that call; it is called for a loop that rests, as a new one does.
  TaskLoop(TaskTools& tools, const World& world, const std::string& key, bool look_first,
           std::function<void()> resume);
  TaskLoop(const TaskLoop&) = delete;
  TaskLoop& operator=(const TaskLoop&) = delete;
  ~TaskLoop() { silence(); }

  [[nodiscard]] const World& world() const { return world_; }
  [[nodiscard]] const std::string& key() const { return key_; }  ///< Of its task.

  /// Something that the next plan reads has changed, or this is the first.
  void wake();
  /// The engine's containers may have changed unseen.
  void look_again();
  /// `running` has all of the engine. Asks after what runs as far as the task knows and is not
  /// among them: its end was told to nobody.
  void compare(const RunningContainers& running);

  /// Returns where there is nothing to do until it is woken; or, done, once the task is STOPPED, or
  /// once its record is gone and its containers with it. An exception on the way is told, and after
  /// a pause the loop looks at what is left and goes on.
  boost::asio::awaitable<State> run();
  /// Ends what still runs beside the loop. Before destruction.
  boost::asio::awaitable<void> end();

 private:
  [[nodiscard]] std::string id() const;
  [[nodiscard]] const ecs::Task* find() const;
  [[nodiscard]] bool lives() const;
  void saw(const ecs::TaskEvent& event);
  void hear(const EngineEvent& event);
  void ask_after(const std::string& engine_id, const RunningContainers& running);
  void lose_engine(const EngineError& error);
  /// Made when the first thing goes wrong: most tasks never need it.
  Mishaps& mishaps();

  /// Looks, plans and acts once. A pause where something went wrong that should not.
  struct Turn {
    std::optional<TimePoint> wake_at;
    std::optional<Duration> pause;
  };
  boost::asio::awaitable<Turn> turn();
  void rest(std::optional<TimePoint> until);
  boost::asio::awaitable<void> wait_for_work();
  void silence();
  void begin(std::string what, boost::asio::awaitable<void> work);
  boost::asio::awaitable<void> guarded(std::string what, boost::asio::awaitable<void> work);

  [[nodiscard]] std::optional<TimePoint> next_look() const;
  std::optional<TimePoint> act();
  void carry_out(const ecs::SetStatus&) {}
  void carry_out(const ecs::GiveUpContainer&) {}
  void carry_out(const ecs::AttachNetworkInterface&);
  void carry_out(const ecs::PullImage& action);
  void carry_out(const ecs::CreateContainer& action);
  void carry_out(const ecs::StartContainer& action);
  void carry_out(const ecs::CheckHealth& action);
  void carry_out(const ecs::StopContainer& action);
  void carry_out(const ecs::RemoveContainers&);

  boost::asio::awaitable<void> attach();
  boost::asio::awaitable<void> pull(std::string container);
  boost::asio::awaitable<PullOutcome> bring_in(std::string container, std::string image);
  boost::asio::awaitable<void> create(std::string container);
  boost::asio::awaitable<void> start(std::string container);
  boost::asio::awaitable<void> check(std::string container, ecs::ContainerCheck check);
  boost::asio::awaitable<void> stop(std::string container, Duration grace);
  boost::asio::awaitable<void> remove();

  boost::asio::awaitable<EngineResult<Done>> remove_all();
  boost::asio::awaitable<EngineResult<Done>> remove_one(std::string engine_id);
  boost::asio::awaitable<EngineResult<Done>> remove_volumes();
  boost::asio::awaitable<void> note_start(std::string container, ContainerState state);
  boost::asio::awaitable<void> note_end(std::string container, std::string engine_id);
  boost::asio::awaitable<EngineResult<std::vector<ecs::PublishedPort>>> ports_of(
      std::string container, ContainerState state);
  void note_failure(const std::string& container, const EngineError& error,
                    std::string_view error_name, std::string_view transition);

  boost::asio::awaitable<void> look();
  boost::asio::awaitable<void> look_at_pause(ContainerState state);
  boost::asio::awaitable<void> look_at_unknown_pause(ContainerState state);
  boost::asio::awaitable<void> look_at(std::string container, std::optional<ContainerState> state);
  boost::asio::awaitable<void> look_at_noticed();
  boost::asio::awaitable<void> look_at_ended_pause(std::string engine_id);

  TaskTools& tools_;
  const World& world_;
  const std::string& key_;
  std::function<void()> resume_;
  bool rests_ = true;
  bool woken_ = false;                   ///< Since the turn began.
  std::optional<Clock::TimerId> alarm_;  ///< While it rests.
  std::unique_ptr<TaskGroup> work_;      ///< What runs beside the loop. Often nothing.
  bool must_look_;
  std::optional<TimePoint> look_not_before_;
  std::set<std::string> noticed_;                  ///< Containers that seem to have died.
  std::map<std::string, std::string> references_;  ///< Of images to create containers of.
  std::vector<std::string> checks_under_way_;
  ecs::Removal removal_ = ecs::Removal::not_begun;
  std::unique_ptr<Mishaps> mishaps_;
};

}  // namespace drydock
