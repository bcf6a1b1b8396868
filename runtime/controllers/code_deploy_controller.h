#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "async/task_group.h"
#include "async/wake.h"
#include "emulator/codedeploy/hook_calls.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/function_invoker.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"
#include "runtime/controllers/keys_in_worlds.h"

namespace drydock {

/// Brings CodeDeploy's deployments from one step to the next, until they have ended: whenever one
/// of them, or what it depends on (task sets, services, alarms), has changed, and when it is time.
/// It calls the functions that their hooks name; after a restart those again that had not answered.
class CodeDeployController {
 public:
  /// At most so many functions are called at once; others wait for their turn.
  static constexpr std::size_t most_calls = 32;

  /// `settle` returns once all is kept that may be told now: no function hears of what a crash
  /// would undo. Lives as long as the store, since it listens to it.
  CodeDeployController(Store& store, Clock& clock, IdSource& ids, FunctionInvoker& functions,
                       boost::asio::any_io_executor executor,
                       std::function<boost::asio::awaitable<void>()> settle);
  CodeDeployController(const CodeDeployController&) = delete;
  CodeDeployController& operator=(const CodeDeployController&) = delete;

  /// Takes up the deployments that are under way in the store already.
  void start();
  /// Deployments stay as they are; calls that are under way are given up. Before destruction.
  boost::asio::awaitable<void> stop();

  /// Functions that have not answered yet.
  [[nodiscard]] std::size_t under_way() const { return asked_; }

 private:
  void hear(const Change& change);
  void wake_world(const World& world);
  boost::asio::awaitable<void> run();
  void wake_late();
  /// Takes one step, or notes when to look again.
  void look_at(const KeyInWorld& name);
  void call_hook(const KeyInWorld& name);
  boost::asio::awaitable<void> call(KeyInWorld name, codedeploy::AwaitedCall call);
  /// What came of it: empty where the function has taken the call.
  boost::asio::awaitable<std::string> attempt(codedeploy::AwaitedCall call);
  boost::asio::awaitable<Result<std::string, FunctionError>> ask(codedeploy::AwaitedCall call);

  Store& store_;
  Clock& clock_;
  IdSource& ids_;
  FunctionInvoker& functions_;
  std::function<boost::asio::awaitable<void>()> settle_;
  bool active_ = false;
  std::set<KeyInWorld> due_;  ///< To be looked at.
  /// The deployments under way, and when each is to be looked at though nothing changes.
  std::map<KeyInWorld, std::optional<TimePoint>> under_way_;
  std::set<KeyInWorld> calling_;  ///< Whose hook's function is called, or will be again.
  std::size_t asked_ = 0;
  Wake wake_;
  TaskGroup tasks_;
};

}  // namespace drydock
