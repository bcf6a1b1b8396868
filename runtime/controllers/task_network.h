#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "emulator/base/world.h"
#include "emulator/ports/engine.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

namespace drydock {

namespace ecs {
struct Task;
}

/// A task's network namespace.
struct AttachedInterface {
  std::string pause_container_id;
  std::string mac_address;
};

/// Gives awsvpc tasks their network interfaces: a free address of the task's subnet on the engine's
/// network for the VPC, held by a pause container.
class TaskNetwork {
 public:
  /// `pause_program` is the static program of the pause image and outlives this, as `instance`
  /// does, the value of ecs::instance_label. `publish_ports`: see ecs::pause_spec. `host_address`:
  /// see TaskSupervisorSettings.
  TaskNetwork(Store& store, IdSource& ids, Engine& engine,
              const boost::asio::any_io_executor& executor, const std::string& instance,
              std::string_view pause_program, bool publish_ports, std::string host_address);

  /// Writes the address into the task's record before it asks the engine for it, so that no other
  /// task gets it. One that a container of somebody else has taken is passed over; a network or an
  /// image that somebody has taken away is made again, once.
  boost::asio::awaitable<EngineResult<AttachedInterface>> attach(World world, std::string task_key);

  /// Whether another task, of whichever world, holds the address: the worlds' VPCs share the
  /// engine's network.
  [[nodiscard]] bool is_anothers(const std::string& address, const ecs::Task& asking) const;

  /// The engine may have lost the network and the image: look again before the next attachment.
  void forget_engine() { prepared_ = false; }

 private:
  boost::asio::awaitable<EngineResult<Done>> prepare();
  boost::asio::awaitable<EngineResult<Done>> make_ready();
  EngineResult<ContainerSpec> next_pause(const World& world, const std::string& task_key);
  boost::asio::awaitable<EngineResult<AttachedInterface>> start(ContainerSpec spec);

  Store& store_;
  IdSource& ids_;
  Engine& engine_;
  const std::string& instance_;
  std::string_view pause_program_;
  bool publish_ports_;
  std::string host_address_;
  std::set<std::string> foreign_;  ///< Addresses that containers of others have had.
  std::map<std::string, std::string> last_given_;  ///< The address given last, by range.
  bool prepared_ = false;
  bool preparing_ = false;
  boost::asio::steady_timer preparation_ended_;
};

}  // namespace drydock
