#pragma once

#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/aws/dispatch.h"
#include "api/cloudwatch/operations.h"
#include "api/ecs/operations.h"
#include "async/task_group.h"
#include "emulator/base/pace.h"
#include "emulator/cloudwatch/metric_data.h"
#include "emulator/ecs/definition/host_access.h"
#include "emulator/ports/function_invoker.h"
#include "emulator/store/store.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/controllers/engine_watch.h"
#include "runtime/controllers/hook_caller.h"
#include "runtime/controllers/orphan_sweep.h"
#include "runtime/controllers/service_controller.h"
#include "runtime/controllers/target_health_monitor.h"
#include "runtime/controllers/task_supervisor.h"
#include "runtime/engine/simulated/simulated_probe.h"
#include "runtime/faults/fault_book.h"
#include "runtime/faults/zone_losses.h"
#include "runtime/storage/committer.h"
#include "tests/simulation/engine_link.h"
#include "tests/simulation/requests.h"
#include "tests/simulation/slow_journal.h"
#include "tests/simulation/witness.h"

namespace drydock::simulation {

/// What a run of drydock finds around it, and leaves behind.
struct Surroundings {
  boost::asio::io_context& context;
  VirtualClock& clock;
  IdSource& ids;
  Chance& chance;
  Faults& faults;
  SimulatedEngine& engine;
  SlowJournal& journal;
  FunctionInvoker& functions;
  const Pace& pace;
};

/// One life of drydock, wired as the program is, from its start to the moment at which it is
/// killed. It begins with what the journal has.
class Run {
 public:
  explicit Run(const Surroundings& around);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  /// Takes out of the engine what no task needs and sets the controllers going; not inside this
  /// call.
  void start();
  [[nodiscard]] bool has_started() const { return has_started_; }

  /// Ends it as SIGKILL would: from here on nothing of it reaches the engine, the journal or a
  /// client. Before destruction. What clients were told and the journal has not: in words.
  std::vector<std::string> kill();

  /// A client's call, as bytes. The answer may tell of what is not kept yet: the client has it once
  /// that is.
  aws::Response call(const aws::Request& request);

  Store store;
  EngineLink link;
  EngineWatch watch;
  FaultBook book;

 private:
  boost::asio::awaitable<void> begin();
  boost::asio::awaitable<void> answer(std::uint64_t changes);

  VirtualClock& clock_;
  SlowJournal& journal_;
  boost::asio::any_io_executor executor_;
  Requests traffic_;
  SimulatedProbe probe_;
  TaskSupervisors supervisors_;
  TargetHealthMonitor monitor_;
  ServiceControllers controllers_;
  ZoneLosses zone_losses_;
  HookCaller hooks_;
  aws::Dispatcher dispatcher_;
  const ecs::HostAccess access_;
  const ecs::api::Handlers handlers_;
  cloudwatch::MetricData metrics_;
  const cloudwatch::api::Handlers metric_handlers_{metrics_};
  OrphanSweep orphans_;
  TaskGroup start_;
  TaskGroup answers_;
  bool has_started_ = false;
  std::optional<Witness> witness_;  ///< From when the records are loaded, as the committer.
  std::optional<storage::Committer> committer_;
};

}  // namespace drydock::simulation
