#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "async/task_group.h"
#include "async/wake.h"
#include "emulator/ecs/deployment/lifecycle_hooks.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/function_invoker.h"
#include "emulator/store/store.h"

namespace drydock {

/// Calls the Lambda functions that deployments wait for, when they are due, and keeps what comes of
/// it with the deployment. A function that nobody can reach is called again, as
/// ecs::retry_delay() says. After a restart every call is made that had not been answered, so a
/// function may be called twice for one answer, as AWS says of its own.
class HookCaller {
 public:
  /// At most so many calls at once; others wait for their turn.
  static constexpr std::size_t most_calls = 32;

  /// `settle` returns once all is kept that may be told now: no function hears of what a crash
  /// would undo. Lives as long as the store, since it listens to it.
  HookCaller(Store& store, Clock& clock, FunctionInvoker& functions,
             boost::asio::any_io_executor executor,
             std::function<boost::asio::awaitable<void>()> settle);
  HookCaller(const HookCaller&) = delete;
  HookCaller& operator=(const HookCaller&) = delete;

  /// Takes up what the store's deployments wait for, and from now on what they come to wait for.
  void start();
  /// Gives up the calls that are under way. Before destruction.
  boost::asio::awaitable<void> stop();

  /// Calls that have not been answered yet.
  [[nodiscard]] std::size_t under_way() const { return under_way_; }

 private:
  /// A hook's run, by its world, its deployment's key and its id.
  struct Name {
    World world;
    std::string deployment;
    std::string hook_id;

    friend auto operator<=>(const Name&, const Name&) = default;
  };
  struct Awaited {
    TimePoint due;
    bool is_called = false;
    int failures = 0;  ///< Attempts at this call that reached nobody.
  };
  /// What a function is asked, with the hook as it is then.
  struct Question {
    model::ecs::DeploymentLifecycleHook hook;
    ecs::HookRun run;
    std::string payload;
  };

  void hear(const Change& change);
  void take_up(const World& world, const std::string& deployment);
  boost::asio::awaitable<void> run();
  void start_due_calls(TimePoint now);
  [[nodiscard]] std::optional<TimePoint> next_due() const;
  boost::asio::awaitable<void> call(Name name);
  boost::asio::awaitable<void> attempt(const Name& name);
  [[nodiscard]] std::optional<Question> question_of(const Name& name) const;
  /// What comes of it, or nothing where it is asked again.
  std::optional<ecs::HookOutcome> outcome_of(const Name& name, const Question& question,
                                             const Result<std::string, FunctionError>& answer);
  void put_aside(const Name& name);

  Store& store_;
  Clock& clock_;
  FunctionInvoker& functions_;
  std::function<boost::asio::awaitable<void>()> settle_;
  TaskGroup group_;
  Wake wake_;
  bool active_ = false;
  std::map<Name, Awaited> awaited_;
  std::size_t under_way_ = 0;
};

}  // namespace drydock
