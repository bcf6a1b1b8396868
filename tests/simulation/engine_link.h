#pragma once

#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "emulator/ports/clock.h"
#include "emulator/ports/engine.h"
#include "tests/simulation/chance.h"
#include "tests/simulation/faults.h"

namespace drydock::simulation {

/// The way from one run of drydock to the engine, which outlives the run. Calls and answers are on
/// their way for a time that chance draws, so that the run may die after the engine has done what
/// it was asked and before anybody has heard of it. Where there are faults, calls are refused or
/// lost on either way, and events come late, twice, or, of the time in which the engine was lost,
/// never.
class EngineLink : public Engine {
 public:
  EngineLink(Engine& engine, Clock& clock, Chance& chance, Faults& faults);
  EngineLink(const EngineLink&) = delete;
  EngineLink& operator=(const EngineLink&) = delete;
  ~EngineLink() override;

  /// The run is dead: it asks and hears nothing any more.
  void cut();

  boost::asio::awaitable<EngineResult<EngineInfo>> info() override;
  boost::asio::awaitable<EngineResult<Done>> pull(
      std::string reference, std::optional<RegistryCredentials> credentials) override;
  [[nodiscard]] bool has_image_bytes() const override { return engine_.has_image_bytes(); }
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

 private:
  template <class T>
  boost::asio::awaitable<EngineResult<T>> carry(Faults::Kind fault,
                                                boost::asio::awaitable<EngineResult<T>> call);
  boost::asio::awaitable<void> travel();
  [[nodiscard]] Duration way();
  void hear(const EngineEvent& event);
  void bring(const EngineEvent& event);
  void tell_next();

  Engine& engine_;
  Clock& clock_;
  Chance& chance_;
  Faults& faults_;
  bool is_cut_ = false;
  std::deque<EngineEvent> events_;            ///< On their way, in order.
  std::optional<Clock::TimerId> next_event_;  ///< When the first of them arrives.
  std::optional<TimePoint> back_at_;          ///< The engine came back then,
  bool forgets_ = false;                      ///< and tells nothing of what has happened before.
  std::function<void(const EngineEvent&)> listener_;
};

}  // namespace drydock::simulation
