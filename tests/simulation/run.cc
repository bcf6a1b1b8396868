#include "tests/simulation/run.h"

#include <exception>
#include <string>

#include "api/elbv2/operations.h"
#include "emulator/records.h"
#include "model/cloudwatch/service_model.h"
#include "model/ecs/service_model.h"
#include "model/elbv2/service_model.h"
#include "runtime/storage/record_loader.h"

namespace drydock::simulation {
namespace asio = boost::asio;

namespace {

/// Whose all of this is, in the engine.
constexpr auto drydock_instance = "simulation";

TaskSupervisorSettings supervision() {
  return {.registry = {},
          .registry_password = [](const World&) { return std::string("secret"); },
          .instance = drydock_instance,
          .access = {},
          .pause_program = "pause"};
}

/// A group is cancelled by a coroutine: where Asio has to post a cancellation, the coroutine that
/// it is meant for may be gone by then (Boost 1.81).
asio::awaitable<void> end(TaskGroup& group) {
  group.cancel();
  co_await group.wait();
}

asio::awaitable<EngineResult<Done>> crash(SimulatedEngine& engine, std::string container) {
  engine.crash(container, 137);
  co_return Done{};
}

}  // namespace

Run::Run(const Surroundings& around)
    : store(all_record_kinds()),
      link(around.engine, around.clock, around.chance, around.faults),
      watch(link),
      book(around.clock),
      clock_(around.clock),
      journal_(around.journal),
      executor_(around.context.get_executor()),
      traffic_(clock_, around.chance),
      probe_(around.engine, clock_, executor_),
      supervisors_(store, clock_, around.ids, around.pace, link, watch, executor_, supervision()),
      monitor_(store, clock_, around.pace, probe_, traffic_, executor_),
      controllers_(store, clock_, around.ids, around.pace, watch, executor_),
      zone_losses_(
          store, clock_, book,
          [&engine = around.engine](std::string id) { return crash(engine, std::move(id)); },
          executor_),
      hooks_(store, clock_, around.functions, executor_, [this] { return committer_->settle(); }),
      dispatcher_({.store = store, .ids = around.ids, .clock = clock_}),
      handlers_(access_, around.functions, "localhost:4566"),
      orphans_(store, clock_, link, watch, executor_, drydock_instance),
      start_(executor_),
      answers_(executor_) {
  ecs::api::add_operations(dispatcher_.table(model::ecs::service), handlers_);
  elb::api::add_operations(dispatcher_.table(model::elbv2::service));
  cloudwatch::api::add_operations(dispatcher_.table(model::cloudwatch::service), metric_handlers_);
  storage::load_records(journal_, store);
  witness_.emplace(store);
  committer_.emplace(store, journal_, clock_, executor_,
                     [](const std::exception_ptr& failure) { std::rethrow_exception(failure); });
}

void Run::start() { start_.spawn("start", begin()); }

asio::awaitable<void> Run::begin() {
  co_await orphans_.run();
  monitor_.start();
  zone_losses_.start();
  supervisors_.start();
  controllers_.start();
  hooks_.start();
  has_started_ = true;
}

std::vector<std::string> Run::kill() {
  link.cut();
  journal_.crash();
  std::vector<std::string> lost = witness_->lost(journal_.kept);
  TaskGroup ending(executor_);
  ending.spawn("start", end(start_));
  ending.spawn("answers", end(answers_));
  ending.spawn("orphans", orphans_.stop());
  ending.spawn("services", controllers_.stop());
  ending.spawn("hooks", hooks_.stop());
  ending.spawn("health", monitor_.stop());
  ending.spawn("tasks", supervisors_.stop());
  ending.spawn("zones", zone_losses_.stop());
  clock_.settle();
  return lost;
}

aws::Response Run::call(const aws::Request& request) {
  aws::Response response = *dispatcher_.try_now(request);
  answers_.spawn("answer", answer(witness_->changes()));
  return response;
}

asio::awaitable<void> Run::answer(std::uint64_t changes) {
  co_await committer_->settle();
  witness_->told(changes);
}

}  // namespace drydock::simulation
