#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/ports/clock.h"
#include "emulator/ports/engine.h"
#include "runtime/engine/event_teller.h"
#include "runtime/faults/fault_book.h"

namespace drydock {

/// An engine to which happens what the book of faults says: it is lost for a time, containers start
/// slowly, and their health checks fail. While it is lost, calls end with Kind::unreachable (those
/// under way when the engine would have answered, though it may do what it was asked), and its
/// events are kept for later.
class EngineWithFaults : public Engine {
 public:
  /// The image, as its task definition has it, of the container with these labels.
  using ImageOf = std::function<std::string(const Labels&)>;

  /// All but `engine` must outlive it.
  EngineWithFaults(std::unique_ptr<Engine> engine, FaultBook& faults, Clock& clock,
                   boost::asio::any_io_executor executor, ImageOf image_of);
  EngineWithFaults(const EngineWithFaults&) = delete;
  EngineWithFaults& operator=(const EngineWithFaults&) = delete;
  ~EngineWithFaults() override;

  /// Ends a running container as if it had ended by itself with this exit code.
  boost::asio::awaitable<EngineResult<Done>> crash(std::string container_id, int exit_code);

  boost::asio::awaitable<EngineResult<EngineInfo>> info() override;
  boost::asio::awaitable<EngineResult<Done>> pull(
      std::string reference, std::optional<RegistryCredentials> credentials) override;
  [[nodiscard]] bool has_image_bytes() const override { return engine_->has_image_bytes(); }
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
  boost::asio::awaitable<EngineResult<T>> carry(boost::asio::awaitable<EngineResult<T>> call);
  boost::asio::awaitable<EngineResult<Done>> delay_start(std::string container_id);
  boost::asio::awaitable<EngineResult<ExecOutcome>> fail_check();
  void correct(ContainerState& state) const;
  void hear(const EngineEvent& event);
  void lose(bool lost);
  void tell_kept();

  std::unique_ptr<Engine> engine_;
  FaultBook& faults_;
  Clock& clock_;
  boost::asio::any_io_executor executor_;
  ImageOf image_of_;
  EventTeller teller_;
  bool lost_ = false;
  bool really_lost_ = false;  ///< The engine behind it is, by its own account.
  int outages_ = 0;
  std::deque<EngineEvent> kept_;        ///< Events of the outage.
  std::map<std::string, int> crashed_;  ///< Containers that crashed, with their exit codes.
};

}  // namespace drydock
