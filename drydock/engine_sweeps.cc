#include "drydock/engine_sweeps.h"

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "async/log.h"
#include "async/task_group.h"

namespace drydock {
namespace asio = boost::asio;

namespace {

asio::awaitable<bool> sweep(ContainerEngine& engine, asio::any_io_executor executor,
                            std::string instance) {
  Sweep sweep(*engine.engine, executor, std::move(instance));
  co_await sweep.run();
  co_return sweep.is_clean();
}

}  // namespace

EngineSweeps::EngineSweeps(ContainerEngine& engine, EngineWatch& watch, const Store& store,
                           DataFolder& folder, Clock& clock, asio::any_io_executor control)
    : engine_(engine),
      watch_(watch),
      folder_(folder),
      control_(std::move(control)),
      orphans_(store, clock, *engine.engine, watch, control_, folder.instance()),
      news_(clock, control_) {
  watch_.on_reachability([this](bool) { news_.notify(); });
}

asio::awaitable<void> EngineSweeps::sweep_all() {
  Sweep sweep(*engine_.engine, control_, folder_.instance());
  TaskGroup sweeping(control_);
  sweeping.spawn("taking drydock's things out of the engine", sweep_and_tell(sweep));
  while (sweeping.size() > 0 && watch_.reachable()) co_await news_.wait_until(std::nullopt);
  sweeping.cancel();
  co_await sweeping.wait();
  co_await sweep.end();
  if (sweep.is_clean()) co_return;
  folder_.leave_to_others();
  log::warn("drydock leaves things in the engine, which the next start takes out of it");
}

asio::awaitable<void> EngineSweeps::sweep_and_tell(Sweep& sweep) {
  co_await sweep.run();
  news_.notify();
}

asio::awaitable<void> sweep_what_was_left(ContainerEngine& engine, asio::any_io_executor executor) {
  const std::vector<AbandonedFolder> folders = abandoned_folders();
  for (const AbandonedFolder& left : folders) {
    bool clean = left.engine.empty() || left.engine == "simulated";
    if (!clean && left.engine == engine.place) {
      log::info("taking out of the engine what the killed drydock {} left", left.instance);
      clean = co_await sweep(engine, executor, left.instance);
    }
    std::error_code ignored;
    if (clean) std::filesystem::remove_all(left.path, ignored);
  }
}

}  // namespace drydock
