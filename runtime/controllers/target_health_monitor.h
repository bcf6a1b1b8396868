#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "async/task_group.h"
#include "async/wake.h"
#include "emulator/base/pace.h"
#include "emulator/elb/target_health.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/health_probe.h"
#include "emulator/ports/traffic.h"
#include "emulator/store/store.h"
#include "runtime/controllers/target_drainer.h"

namespace drydock {

namespace elb {
struct Target;
struct TargetGroup;
}  // namespace elb

/// Watches over every target of every group: probes it as its health check says, writes what comes
/// of it into the target's record whenever a reader would see a difference, and lets go of drained
/// targets. Targets of a group that no listener or rule names are not probed.
class TargetHealthMonitor {
 public:
  /// Lives as long as the store, since it listens to it.
  TargetHealthMonitor(Store& store, Clock& clock, const Pace& pace, HealthProbe& probe,
                      const Traffic& traffic, boost::asio::any_io_executor executor);
  TargetHealthMonitor(const TargetHealthMonitor&) = delete;
  TargetHealthMonitor& operator=(const TargetHealthMonitor&) = delete;
  ~TargetHealthMonitor();

  /// Takes up the targets that are in the store already, and from now on each that comes.
  void start();
  /// Ends every probe; the records stay as they are. Before destruction.
  boost::asio::awaitable<void> stop();

  /// See TargetDrainer.
  [[nodiscard]] std::size_t unfinished_requests() const { return drainer_.unfinished_requests(); }

 private:
  struct Watch;
  using Name = std::pair<World, std::string>;  ///< A world and the key of a record in it.
  using Watches = std::map<Name, std::shared_ptr<Watch>>;

  void hear(const Change& change);
  boost::asio::awaitable<void> run();
  void take_up(const Name& name);
  void stir(const World& world);
  void stir_group(const Name& group);
  [[nodiscard]] bool is_probed(const elb::TargetGroup& group, const World& world) const;

  boost::asio::awaitable<void> watch(std::shared_ptr<Watch> watch);
  boost::asio::awaitable<void> probe(Watch& watch, elb::ProbeKind kind);
  [[nodiscard]] ProbeRequest request_for(const Watch& watch) const;
  void note(Watch& watch, const ProbeOutcome& outcome, elb::ProbeKind kind);
  void write(const Watch& watch, const elb::TargetHealth& health);
  void reset(Watch& watch, const elb::Target& target);
  [[nodiscard]] const elb::TargetGroup* find_group(const Watch& watch) const;
  [[nodiscard]] const elb::Target* find_target(const Watch& watch) const;

  Store& store_;
  Clock& clock_;
  const Pace& pace_;
  HealthProbe& probe_;
  boost::asio::any_io_executor executor_;
  TargetDrainer drainer_;
  Wake wake_;
  TaskGroup tasks_;
  bool active_ = false;
  bool writing_ = false;           ///< The change that is being heard is the monitor's own.
  std::set<Name> changed_;         ///< Targets to look at.
  std::set<World> stirred_;        ///< Worlds whose listeners or rules have changed.
  std::set<Name> stirred_groups_;  ///< Target groups that have changed.
  std::set<Name> in_use_;          ///< The groups that listeners and rules named when last looked.
  Watches watches_;
};

}  // namespace drydock
