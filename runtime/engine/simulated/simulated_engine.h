#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/error_code.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/hashed_map.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/engine.h"
#include "emulator/ports/id_source.h"
#include "runtime/engine/event_teller.h"
#include "runtime/engine/simulated/container.h"
#include "runtime/engine/simulated/scenario.h"

namespace drydock {

namespace simulated {
class HttpDoors;
}

/// Whether the containers of the simulated engine can be reached.
enum class Serving {
  /// Those with ports listen on 127.0.0.1 and answer HTTP/1.1.
  loopback,
  /// Nothing listens; endpoint() names a host "sim:<container id>" that SimulatedProbe asks.
  none,
};

/// An engine without containers: each is a state machine that follows the behaviour which the
/// scenario gives its image. All its time is the Clock's, all its chance the IdSource's, so under a
/// virtual clock a run repeats exactly. The control thread only.
class SimulatedEngine : public Engine {
 public:
  SimulatedEngine(Clock& clock, IdSource& ids, boost::asio::any_io_executor executor,
                  simulated::Scenario scenario = {}, Serving serving = Serving::loopback);
  SimulatedEngine(const SimulatedEngine&) = delete;
  SimulatedEngine& operator=(const SimulatedEngine&) = delete;
  ~SimulatedEngine() override;

  /// Ends all containers and closes every connection. Before destruction, where Serving::loopback.
  boost::asio::awaitable<void> shut_down();

  boost::asio::awaitable<EngineResult<EngineInfo>> info() override;
  boost::asio::awaitable<EngineResult<Done>> pull(
      std::string reference, std::optional<RegistryCredentials> credentials) override;
  [[nodiscard]] bool has_image_bytes() const override { return false; }
  boost::asio::awaitable<EngineResult<Done>> push(std::string image, std::string reference,
                                                  RegistryCredentials credentials) override;
  boost::asio::awaitable<EngineResult<std::string>> image_id(std::string reference) override;
  boost::asio::awaitable<EngineResult<Done>> make_image(std::string reference, std::string program,
                                                        Labels labels) override;
  boost::asio::awaitable<EngineResult<Done>> remove_image(std::string reference) override;
  boost::asio::awaitable<EngineResult<std::string>> create(ContainerSpec spec) override;
  boost::asio::awaitable<EngineResult<Done>> start(std::string container_id) override;
  boost::asio::awaitable<EngineResult<Done>> stop(std::string container_id,
                                                  Duration grace) override;
  boost::asio::awaitable<EngineResult<Done>> remove(std::string container_id) override;
  boost::asio::awaitable<EngineResult<ContainerState>> inspect(std::string container_id) override;
  boost::asio::awaitable<EngineResult<ContainerStates>> list(std::string label,
                                                             std::string value) override;
  boost::asio::awaitable<EngineResult<ContainerUsage>> usage(std::string container_id) override;
  boost::asio::awaitable<EngineResult<ExecOutcome>> exec(std::string container_id,
                                                         std::vector<std::string> command,
                                                         Duration patience) override;
  boost::asio::awaitable<EngineResult<Done>> ensure_network(NetworkSpec spec) override;
  boost::asio::awaitable<EngineResult<Done>> remove_network(std::string name) override;
  boost::asio::awaitable<EngineResult<std::vector<Volume>>> list_volumes(
      std::string label, std::string value) override;
  boost::asio::awaitable<EngineResult<Done>> remove_volume(std::string name) override;
  boost::asio::awaitable<EngineResult<Endpoint>> endpoint(std::string container_id,
                                                          int container_port) override;
  void on_event(std::function<void(const EngineEvent&)> listener) override;

  /// What follows happens to the engine, and is for those who try what drydock does then.

  /// Holds an image as if it had been pulled.
  void hold_image(const std::string& reference);
  /// While false every call ends with Kind::unreachable and no event comes; containers go on.
  void set_reachable(bool reachable);
  /// Ends a running container with this exit code. One that does not run stays as it is.
  void crash(const std::string& container_id, int exit_code = 1);
  /// The kernel kills a running container for its use of memory.
  void run_out_of_memory(const std::string& container_id);
  /// From now on the container is not well, whatever its behaviour says.
  void break_health(const std::string& container_id);
  /// The behaviours, for containers that are created and images that are pulled from now on.
  [[nodiscard]] simulated::Scenario& scenario() { return scenario_; }

  /// Every container, by id. For tests and the probe.
  [[nodiscard]] const HashedMap<simulated::Container>& containers() const { return containers_; }
  /// Whether nothing is to come of the engine's own accord: no container starts, and none ends by
  /// itself.
  [[nodiscard]] bool is_at_rest() const;
  /// The id of the container that answers at this port of loopback, with its own port; nothing
  /// where none does.
  [[nodiscard]] std::optional<std::pair<std::string, int>> container_at(
      const Endpoint& endpoint) const;
  /// How many answers of containers wait for their time to pass.
  [[nodiscard]] std::size_t delayed_answers() const;
  /// What a container answers to a request that arrives now.
  [[nodiscard]] std::optional<simulated::Answer> ask(const std::string& container_id,
                                                     const simulated::Question& question) const;

 private:
  using Container = simulated::Container;
  class Waiting;

  struct Image {
    std::string id;
    Labels labels;
  };
  struct HeldVolume {
    Labels labels;
    int containers = 0;  ///< So many mount it.
  };
  /// What is labelled as a task's, by the task's id: views of the labels and names of the things
  /// themselves.
  using ByTask = std::multimap<std::string_view, std::string_view>;

  boost::asio::awaitable<EngineResult<Done>> refuse_push();
  std::optional<EngineError> make_volumes(const ContainerSpec& spec);
  void let_go_of_volumes(const simulated::KeptSpec& spec);
  Shared<simulated::Behaviour> shared(const simulated::Behaviour& behaviour);
  static void note_task(ByTask& by_task, const Labels& labels, std::string_view name);
  static void forget_task(ByTask& by_task, const Labels& labels, std::string_view name);
  [[nodiscard]] ContainerStates of_task(const std::string& task_id) const;
  boost::asio::awaitable<bool> arrive();
  boost::asio::awaitable<bool> let_pass(Duration span);
  Container* find(const std::string& id);

  std::optional<EngineError> begin(Container& container);
  std::optional<EngineError> join_network(Container& container);
  std::optional<EngineError> publish_ports(Container& container);
  std::optional<int> publish(const std::string& container_id, const PortBinding& port);
  Result<int, boost::system::error_code> open_door(const std::string& container_id,
                                                   int container_port, int port);
  EngineResult<Endpoint> reach(const std::string& container_id, int container_port);
  void leave_network(Container& container);

  void run(const std::string& id);
  void end(Container& container, int exit_code);
  void end_at(Container& container, TimePoint when, int exit_code);
  void forget_next_step(Container& container);

  void tell(EngineEvent::Kind kind, const Container& container);
  void wake_waiting(const std::string& container_id);

  Clock& clock_;
  IdSource& ids_;
  boost::asio::any_io_executor executor_;
  simulated::Scenario scenario_;
  Serving serving_;
  std::unique_ptr<simulated::HttpDoors> doors_;  ///< Null with Serving::none.

  std::map<std::string, Image> images_;  ///< By reference.
  HashedMap<Container> containers_;
  ByTask containers_by_task_;
  std::deque<Shared<simulated::Behaviour>> behaviours_;  ///< Of the containers that came last.
  std::set<std::string_view> names_;                     ///< The containers' own.
  std::map<std::string, NetworkSpec> networks_;
  std::map<std::string, HeldVolume> volumes_;
  ByTask volumes_by_task_;
  std::set<std::pair<std::string, std::string>> addresses_;  ///< (network, address) in use.
  std::set<int> host_ports_;                                 ///< In use, with Serving::none.
  int next_host_port_ = 32768;
  std::uint32_t next_bridge_address_ = 2;

  bool reachable_ = true;
  int outages_ = 0;
  std::multimap<std::string_view, Waiting*> waiting_;  ///< By container; those for time, by "".
  EventTeller teller_;
  std::vector<EngineEvent> missed_;  ///< What happened while nobody could be told.
};

}  // namespace drydock
