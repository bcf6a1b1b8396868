#include "runtime/controllers/hook_caller.h"

#include <algorithm>
#include <vector>

#include "async/keep_running.h"
#include "async/log.h"
#include "emulator/base/function_arn.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/service.h"

namespace drydock {
namespace asio = boost::asio;
using ecs::HookOutcome;

HookCaller::HookCaller(Store& store, Clock& clock, FunctionInvoker& functions,
                       asio::any_io_executor executor,
                       std::function<asio::awaitable<void>()> settle)
    : store_(store),
      clock_(clock),
      functions_(functions),
      settle_(std::move(settle)),
      group_(executor),
      wake_(clock, executor) {
  store_.on_change([this](const Change& change) { hear(change); });
}

void HookCaller::start() {
  active_ = true;
  for (const World& world : store_.worlds()) {
    for (const auto& [key, deployment] : store_.table<ecs::ServiceDeployment>(world).rows()) {
      take_up(world, key);
    }
  }
  group_.spawn("hook caller", keep_running("hook caller", clock_, [this] { return run(); }));
}

asio::awaitable<void> HookCaller::stop() {
  active_ = false;
  group_.cancel();
  co_await group_.wait();
}

void HookCaller::hear(const Change& change) {
  if (!active_ || change.table != ecs::ServiceDeployment::table) return;
  take_up(change.world, std::string(change.key));
}

/// A call that is under way, or that is to be tried again, is left as it is.
void HookCaller::take_up(const World& world, const std::string& deployment) {
  const auto* record = store_.find<ecs::ServiceDeployment>(world, deployment);
  const auto calls =
      record == nullptr ? std::vector<ecs::AwaitedCall>{} : ecs::awaited_calls(*record);
  const auto is_of_it = [&](const Name& name) {
    return name.world == world && name.deployment == deployment;
  };
  auto known = awaited_.lower_bound(Name{world, deployment, ""});
  while (known != awaited_.end() && is_of_it(known->first)) {
    const bool stays =
        known->second.is_called ||
        std::ranges::find(calls, known->first.hook_id, &ecs::AwaitedCall::hook_id) != calls.end();
    known = stays ? std::next(known) : awaited_.erase(known);
  }
  for (const ecs::AwaitedCall& call : calls) {
    awaited_.try_emplace(Name{world, deployment, call.hook_id}, Awaited{.due = call.due});
  }
  if (!calls.empty()) wake_.notify();
}

asio::awaitable<void> HookCaller::run() {
  for (;;) {
    start_due_calls(clock_.now());
    co_await wake_.wait_until(next_due());
  }
}

void HookCaller::start_due_calls(TimePoint now) {
  for (auto& [name, awaited] : awaited_) {
    if (awaited.is_called || awaited.due > now || under_way_ >= most_calls) continue;
    awaited.is_called = true;
    ++under_way_;
    group_.spawn("hook " + name.hook_id, call(name));
  }
}

/// While all calls are taken, the first that ends wakes the loop.
std::optional<TimePoint> HookCaller::next_due() const {
  std::optional<TimePoint> next;
  if (under_way_ >= most_calls) return next;
  for (const auto& [name, awaited] : awaited_) {
    if (!awaited.is_called) next = std::min(next.value_or(awaited.due), awaited.due);
  }
  return next;
}

asio::awaitable<void> HookCaller::call(Name name) {
  try {
    co_await attempt(name);
  } catch (const std::exception& error) {
    if (is_cancellation(error)) throw;
    log::error("The function of hook {} is not called: {}", name.hook_id, error.what());
    put_aside(name);
  }
  --under_way_;
  wake_.notify();
}

asio::awaitable<void> HookCaller::attempt(const Name& name) {
  co_await settle_();
  const auto question = question_of(name);
  std::optional<HookOutcome> outcome;
  if (question) {
    const std::string function = function_name_of(question->hook.hook_target_arn.value_or(""));
    const auto answer = co_await functions_.invoke(function, question->payload);
    outcome = outcome_of(name, *question, answer);
    if (!outcome) co_return;
  }
  awaited_.erase(name);
  if (!outcome) co_return;
  ecs::resolve_hook(store_, name.world, name.deployment, name.hook_id, *outcome, clock_.now());
}

/// Nothing where the deployment does not wait for it any more.
std::optional<HookCaller::Question> HookCaller::question_of(const Name& name) const {
  const auto* deployment = store_.find<ecs::ServiceDeployment>(name.world, name.deployment);
  if (deployment == nullptr) return std::nullopt;
  const auto* service = store_.find<ecs::Service>(name.world, deployment->service);
  const auto calls = ecs::awaited_calls(*deployment);
  const bool is_awaited =
      std::ranges::find(calls, name.hook_id, &ecs::AwaitedCall::hook_id) != calls.end();
  if (service == nullptr || !is_awaited) return std::nullopt;
  const auto& runs = deployment->traffic->hooks;
  const ecs::HookRun& run = *std::ranges::find(runs, name.hook_id, &ecs::HookRun::id);
  return Question{.hook = ecs::hook_of(*deployment, run),
                  .run = run,
                  .payload = ecs::hook_payload(name.world, *service, *deployment, run)};
}

std::optional<HookOutcome> HookCaller::outcome_of(
    const Name& name, const Question& question, const Result<std::string, FunctionError>& answer) {
  const TimePoint now = clock_.now();
  if (answer) return ecs::outcome_of_answer(question.hook, question.run, *answer, now);
  const FunctionError error = answer.error();
  Awaited& awaited = awaited_.at(name);
  const auto delay = error.kind == FunctionError::Kind::unreachable
                         ? ecs::retry_delay(++awaited.failures)
                         : std::nullopt;
  if (!delay) return ecs::could_not_invoke(question.hook, question.run, error.message);
  awaited.due = now + *delay;
  awaited.is_called = false;
  return std::nullopt;
}

/// After an error of drydock's own: the call is made again later.
void HookCaller::put_aside(const Name& name) {
  const auto found = awaited_.find(name);
  if (found == awaited_.end()) return;
  found->second.due = clock_.now() + seconds(30);
  found->second.is_called = false;
}

}  // namespace drydock
