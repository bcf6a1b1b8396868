#include "runtime/faults/zone_losses.h"

#include <utility>

#include "async/keep_running.h"
#include "emulator/ec2/lost_zone.h"
#include "emulator/ecs/instance/zone_loss.h"
#include "emulator/ecs/task.h"

namespace drydock {
namespace asio = boost::asio;

ZoneLosses::ZoneLosses(Store& store, Clock& clock, FaultBook& faults, Kill kill,
                       asio::any_io_executor executor)
    : store_(store),
      clock_(clock),
      faults_(faults),
      kill_(std::move(kill)),
      group_(std::move(executor)),
      news_(clock, group_.executor()) {
  store_.on_change([this](const Change& change) { hear(change); });
  faults_.on_zones_changed([this] { look(); });
}

ZoneLosses::~ZoneLosses() {
  faults_.on_zones_changed([] {});
}

void ZoneLosses::start() {
  active_ = true;
  look();
  group_.spawn("lost zones", keep_running("lost zones", clock_, [this] { return run(); }));
}

void ZoneLosses::look_again() { look(); }

asio::awaitable<void> ZoneLosses::stop() {
  active_ = false;
  group_.cancel();
  co_await group_.wait();
}

/// Changes nothing: the store is in the middle of a change.
void ZoneLosses::hear(const Change& change) {
  if (!active_ || change.table != ecs::Task::table) return;
  const auto* task = store_.find<ecs::Task>(change.world, change.key);
  if (task == nullptr || task->desired_status == ecs::DesiredStatus::stopped) return;
  if (ec2::is_lost(store_, task->availability_zone)) news_.notify();
}

void ZoneLosses::look() {
  if (!active_) return;
  ecs::set_lost_zones(store_, faults_.lost_zones(), clock_.now());
  for (std::string& id : ecs::stop_tasks_in_lost_zones(store_, clock_.now())) {
    group_.spawn("kill of " + id, kill(id));
  }
}

asio::awaitable<void> ZoneLosses::run() {
  for (;;) {
    co_await news_.wait_until(std::nullopt);
    look();
  }
}

/// One that cannot be killed is stopped by its task's supervisor, as any other.
asio::awaitable<void> ZoneLosses::kill(std::string engine_id) {
  const auto killed = co_await kill_(std::move(engine_id));
  static_cast<void>(killed);
}

}  // namespace drydock
