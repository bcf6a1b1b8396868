#include "runtime/controllers/orphan_sweep.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "emulator/ecs/living_tasks.h"

namespace drydock {
namespace asio = boost::asio;

namespace {

constexpr Duration first_pause = seconds(1);
constexpr Duration longest_pause = std::chrono::minutes(10);

/// A task may come while the engine is asked, so the store is read again before something goes.
Sweep::Needed needed_by(const Store& store) {
  return [&store, living = ecs::LivingTasks(store)](const Labels& labels) mutable {
    if (!living.may_need(labels)) living = ecs::LivingTasks(store);
    return living.may_need(labels);
  };
}

}  // namespace

OrphanSweep::OrphanSweep(const Store& store, Clock& clock, Engine& engine, EngineWatch& watch,
                         const asio::any_io_executor& executor, std::string instance)
    : store_(store),
      clock_(clock),
      engine_(engine),
      watch_(watch),
      executor_(executor),
      instance_(std::move(instance)),
      group_(executor),
      engine_news_(clock, executor) {
  watch_.on_reachability([this](bool) { engine_news_.notify(); });
}

asio::awaitable<void> OrphanSweep::run() {
  const bool clean = co_await sweep();
  if (clean || group_.size() > 0) co_return;
  group_.spawn("sweeping the engine", sweep_until_clean());
}

asio::awaitable<void> OrphanSweep::stop() {
  group_.cancel();
  co_await group_.wait();
  for (Sweep& cut_short : sweeps_) co_await cut_short.end();
}

/// Whether nothing is left.
asio::awaitable<bool> OrphanSweep::sweep() {
  const auto place =
      sweeps_.emplace(sweeps_.end(), engine_, executor_, instance_, needed_by(store_));
  co_await place->run();
  const bool clean = place->is_clean();
  sweeps_.erase(place);
  co_return clean;
}

/// The engine may be lost some time before its watch says so: until then it is asked in vain, and
/// more and more seldom.
asio::awaitable<void> OrphanSweep::sweep_until_clean() {
  for (Duration pause = first_pause;; pause = std::min(2 * pause, longest_pause)) {
    const auto again = watch_.reachable() ? std::optional(clock_.now() + pause) : std::nullopt;
    co_await engine_news_.wait_until(again);
    if (!watch_.reachable()) continue;
    const bool clean = co_await sweep();
    if (clean) co_return;
  }
}

}  // namespace drydock
