#include "runtime/controllers/code_deploy_controller.h"

#include <algorithm>
#include <string>
#include <utility>

#include "async/keep_running.h"
#include "async/let_others.h"
#include "async/log.h"
#include "async/sleep.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/codedeploy/advance_deployment.h"
#include "emulator/codedeploy/carry_out.h"
#include "emulator/codedeploy/deployment.h"
#include "emulator/codedeploy/deployment_keeping.h"
#include "emulator/ecs/deployment/lifecycle_hooks.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/service.h"

namespace drydock {
namespace asio = boost::asio;

using codedeploy::Deployment;

CodeDeployController::CodeDeployController(Store& store, Clock& clock, IdSource& ids,
                                           FunctionInvoker& functions,
                                           asio::any_io_executor executor,
                                           std::function<asio::awaitable<void>()> settle)
    : store_(store),
      clock_(clock),
      ids_(ids),
      functions_(functions),
      settle_(std::move(settle)),
      wake_(clock, executor),
      tasks_(executor) {
  store_.on_change([this](const Change& change) { hear(change); });
}

void CodeDeployController::start() {
  active_ = true;
  for (const KeyInWorld& name : keys_of<Deployment>(store_)) {
    if (is_under_way(*store_.find<Deployment>(name.first, name.second))) due_.insert(name);
  }
  tasks_.spawn("deployments of CodeDeploy",
               keep_running("CodeDeploy's controller", clock_, [this] { return run(); }));
}

asio::awaitable<void> CodeDeployController::stop() {
  active_ = false;
  tasks_.cancel();
  co_await tasks_.wait();
}

/// Notes what to do, and changes nothing: the store is in the middle of a change.
void CodeDeployController::hear(const Change& change) {
  if (!active_) return;
  if (change.table == Deployment::table) {
    due_.emplace(change.world, change.key);
    wake_.notify();
  } else if (change.table == ecs::TaskSet::table || change.table == ecs::Service::table ||
             change.table == cloudwatch::MetricAlarm::table) {
    wake_world(change.world);
  }
}

void CodeDeployController::wake_world(const World& world) {
  for (auto one = under_way_.lower_bound({world, ""});
       one != under_way_.end() && one->first.first == world; ++one) {
    due_.insert(one->first);
    wake_.notify();
  }
}

asio::awaitable<void> CodeDeployController::run() {
  while (true) {
    wake_late();
    while (!due_.empty()) {
      const KeyInWorld name = *due_.begin();
      due_.erase(due_.begin());
      look_at(name);
      co_await let_others();
    }
    std::optional<TimePoint> first;
    for (const auto& [name, at] : under_way_) {
      if (at) first = std::min(first.value_or(*at), *at);
    }
    co_await wake_.wait_until(first);
  }
}

/// What was to be looked at by now.
void CodeDeployController::wake_late() {
  for (const auto& [name, at] : under_way_) {
    if (at && *at <= clock_.now()) due_.insert(name);
  }
}

void CodeDeployController::look_at(const KeyInWorld& name) {
  const auto* deployment = store_.find<Deployment>(name.first, name.second);
  if (deployment == nullptr || !is_under_way(*deployment)) {
    under_way_.erase(name);
    return;
  }
  const auto step =
      codedeploy::next_step(codedeploy::view_of(store_, name.first, *deployment, clock_.now()));
  under_way_[name] = step.wake_at;
  if (!step.action) return call_hook(name);
  // What it changes has it looked at again.
  codedeploy::carry_out({.store = store_, .world = name.first, .ids = ids_, .now = clock_.now()},
                        name.second, *step.action);
}

/// Where too many are being called, the next that answers has it looked at again.
void CodeDeployController::call_hook(const KeyInWorld& name) {
  auto awaited = codedeploy::awaited_call(*store_.find<Deployment>(name.first, name.second));
  if (!awaited || calling_.contains(name) || calling_.size() >= most_calls) return;
  calling_.insert(name);
  tasks_.spawn("hook of deployment " + name.second, call(name, *std::move(awaited)));
}

asio::awaitable<void> CodeDeployController::call(KeyInWorld name, codedeploy::AwaitedCall call) {
  std::string failure;
  try {
    failure = co_await attempt(call);
  } catch (const std::exception& error) {
    if (is_cancellation(error)) throw;
    log::error("The hook of deployment {} is not called: {}", name.second, error.what());
    failure = "drydock has failed";
  }
  codedeploy::note_call(store_, name.first, name.second, call.execution_id, failure);
  calling_.erase(name);
  for (const auto& [other, at] : under_way_) due_.insert(other);
  wake_.notify();
}

/// A function that nobody answers for is called again, as the hooks of ECS's own deployments are.
asio::awaitable<std::string> CodeDeployController::attempt(codedeploy::AwaitedCall call) {
  co_await settle_();
  for (int failures = 1;; ++failures) {
    const auto answer = co_await ask(call);
    if (answer) co_return std::string();
    const FunctionError error = answer.error();
    const bool is_worth_it = error.kind == FunctionError::Kind::unreachable;
    const auto delay = is_worth_it ? ecs::retry_delay(failures) : std::nullopt;
    if (!delay) co_return error.message;
    co_await sleep_for(clock_, *delay);
  }
}

asio::awaitable<Result<std::string, FunctionError>> CodeDeployController::ask(
    codedeploy::AwaitedCall call) {
  ++asked_;
  try {
    auto answer = co_await functions_.invoke(call.function, call.payload);
    --asked_;
    co_return answer;
  } catch (...) {
    --asked_;
    throw;
  }
}

}  // namespace drydock
