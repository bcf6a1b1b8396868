#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async/task_group.h"
#include "async/wake.h"
#include "emulator/base/hashed_map.h"
#include "runtime/controllers/keys_in_worlds.h"
#include "runtime/controllers/task_loop.h"

namespace drydock {

namespace ecs {
struct Task;
}

struct TaskSupervisorSettings {
  /// Where the engine finds drydock's own registry.
  ecs::RegistryAddress registry;
  RegistryPassword registry_password;
  /// The value of ecs::instance_label on all that is made for tasks.
  std::string instance;
  /// What containers may have of this machine.
  ecs::HostAccess access;
  /// The static program of the pause image; outlives the supervisors.
  std::string_view pause_program;
  /// Also publish the ports of awsvpc tasks on the host, for an engine whose networks the host
  /// does not reach.
  bool publish_awsvpc_ports = false;
  /// Where containers reach this machine: an address, or the engine's own word for it. Empty: they
  /// do not.
  std::string host_address = {};
  PullRefusal pull_refusal = {};
};

/// Carries every task of the store through its life, a loop for each, from the moment at which its
/// record is put until it is STOPPED; and forgets those that stopped long enough ago. A task whose
/// record is erased before has its containers removed. Should the engine fail to tell of a
/// container's end, that is found out within half a minute; and a container that it made though the
/// task has not waited for it any longer is removed.
class TaskSupervisors {
 public:
  /// Lives as long as the store, since it listens to it.
  TaskSupervisors(Store& store, Clock& clock, IdSource& ids, const Pace& pace, Engine& engine,
                  EngineWatch& watch, boost::asio::any_io_executor executor,
                  TaskSupervisorSettings settings);
  TaskSupervisors(const TaskSupervisors&) = delete;
  TaskSupervisors& operator=(const TaskSupervisors&) = delete;

  /// Takes up the tasks that are in the store already, and from now on each that comes.
  void start();
  /// Another state of the world has been loaded: every task looks at what there is of it.
  void look_again();
  /// Ends the loops and leaves the containers as they are. Before destruction.
  boost::asio::awaitable<void> stop();

 private:
  using Name = KeyInWorld;  ///< Of a task.
  using Loops = HashedMap<std::unique_ptr<TaskLoop>>;

  void hear(const Change& change);
  void take_up(const World& world, const ecs::Task& task, bool look_first);
  void wake_draining(const World& world, std::string_view target);
  [[nodiscard]] TaskLoop* find_loop(const World& world, std::string_view key) const;
  [[nodiscard]] bool has_loops() const;
  boost::asio::awaitable<void> supervise(TaskLoop& loop);
  boost::asio::awaitable<void> forget_stopped();
  void forget(const Name& name);
  boost::asio::awaitable<void> compare_with_engine();
  boost::asio::awaitable<void> compare(ContainerStates seen);
  boost::asio::awaitable<void> remove_stray(ContainerState state);

  Store& store_;
  Clock& clock_;
  const std::string instance_;
  const ecs::HostAccess access_;
  ImagePuller puller_;
  TaskNetwork network_;
  TaskTools tools_;
  TaskGroup group_;
  Wake forget_;
  Wake taken_up_;
  bool active_ = false;
  std::map<World, Loops> loops_;                  ///< By their tasks' keys.
  std::set<std::pair<TimePoint, Name>> stopped_;  ///< When which task is forgotten.
};

}  // namespace drydock
