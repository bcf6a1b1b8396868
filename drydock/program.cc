#include "drydock/program.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/archive/archives.h"
#include "api/aws/dispatch.h"
#include "api/aws/http_call.h"
#include "api/control/assertion_pages.h"
#include "api/control/clock_pages.h"
#include "api/control/event_stream.h"
#include "api/control/fault_pages.h"
#include "api/control/importer.h"
#include "api/control/pages.h"
#include "api/events/ecs_target.h"
#include "api/events/event_source.h"
#include "api/http/server.h"
#include "api/registry/registry.h"
#include "async/background.h"
#include "async/log.h"
#include "drydock/addresses.h"
#include "drydock/container_engine.h"
#include "drydock/data_folder.h"
#include "drydock/engine_sweeps.h"
#include "drydock/faults.h"
#include "drydock/handlers.h"
#include "drydock/health_probes.h"
#include "drydock/host_access.h"
#include "drydock/io_threads.h"
#include "drydock/keeping.h"
#include "drydock/openssl.h"
#include "drydock/process_limits.h"
#include "drydock/program_clock.h"
#include "emulator/base/pace.h"
#include "emulator/ecr/integrity.h"
#include "emulator/ecr/layer_uploads.h"
#include "emulator/ecr/login_tokens.h"
#include "emulator/elb/balancer_names.h"
#include "emulator/records.h"
#include "runtime/clock/hold_meter.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/stopwatch.h"
#include "runtime/clock/zone_files.h"
#include "runtime/controllers/alarm_monitor.h"
#include "runtime/controllers/code_deploy_controller.h"
#include "runtime/controllers/daemon_controller.h"
#include "runtime/controllers/engine_watch.h"
#include "runtime/controllers/event_router.h"
#include "runtime/controllers/hook_caller.h"
#include "runtime/controllers/image_keeper.h"
#include "runtime/controllers/metric_publisher.h"
#include "runtime/controllers/observer.h"
#include "runtime/controllers/rest_watch.h"
#include "runtime/controllers/routing_publisher.h"
#include "runtime/controllers/scheduled_scaling.h"
#include "runtime/controllers/service_controller.h"
#include "runtime/controllers/target_health_monitor.h"
#include "runtime/controllers/task_supervisor.h"
#include "runtime/engine/docker/pause_program.h"
#include "runtime/faults/zone_losses.h"
#include "runtime/functions/http_functions.h"
#include "runtime/proxy/proxy.h"
#include "runtime/storage/layer_collector.h"
#include "runtime/storage/machine_files.h"

namespace drydock {
namespace asio = boost::asio;

namespace {

Pace pace_of(const Options& options) {
  Pace pace = options.pace == Options::PaceChoice::aws ? Pace::aws() : Pace::fast();
  pace.proof_time = seconds(options.proof_time_seconds);
  return pace;
}

/// Everything that runs, wired together. Members are made in the order in which they need one
/// another, and stopped in the other.
class Program {
 public:
  /// What somebody waits for is done on `control`; what drydock does of its own accord, on
  /// `background`.
  Program(const Options& options, asio::any_io_executor control, asio::any_io_executor background,
          ProgramClock& time, IdSource& ids, HoldMeter& holds, DataFolder& folder, Store& store,
          Keeping& keeping, ContainerEngine& engine, FaultBook& faults,
          EngineWithFaults& engine_with_faults)
      : options_(options),
        holds_(holds),
        control_(std::move(control)),
        background_(std::move(background)),
        time_(time),
        clock_(time.clock()),
        ids_(ids),
        pace_(pace_of(options)),
        engine_(engine),
        faults_(faults),
        engine_with_faults_(engine_with_faults),
        access_(host_access(options, engine, files_)),
        io_(options.io_threads),
        folder_(folder),
        store_(store),
        keeping_(keeping),
        server_(control_, io_.executors(), routes(),
                {.hosts = options.allowed_hosts, .origins = options.allowed_origins},
                {.connections = connection_limit(http::Limits().connections)}),
        port_(listen()) {
    keeping_.load();
    if (time_.mover() != nullptr) time_.mover()->watch(what_time_waits_for());
  }

  asio::awaitable<void> start() {
    if (folder_.is_used()) co_await sweeps_.sweep_orphans();
    proxy_.start();
    publisher_.start();
    event_router_.start();
    event_source_.start();
    monitor_.start();
    zone_losses_.start();
    supervisors_.start();
    services_.start();
    daemons_.start();
    alarms_.start();
    scheduled_scaling_.start();
    hooks_.start();
    code_deploy_.start();
    keeper_.start();
    std::cout << "drydock is ready at http://localhost:" << port_
              << " (engine: " << engine_.description << ", account " << options_.account
              << ", region " << options_.region << ")" << std::endl;
  }

  asio::awaitable<void> stop() {
    faults_.end_all();  // So that what runs can be taken out of the engine.
    events_.stop();
    co_await server_.stop();
    co_await code_deploy_.stop();
    co_await scheduled_scaling_.stop();
    co_await alarms_.stop();
    co_await hooks_.stop();
    co_await daemons_.stop();
    co_await services_.stop();
    co_await keeper_.stop();
    co_await supervisors_.stop();
    co_await zone_losses_.stop();
    co_await sweeps_.stop();
    co_await monitor_.stop();
    co_await event_router_.stop();
    co_await publisher_.stop();
    proxy_.stop();
    if (!options_.leave_running) co_await sweeps_.sweep_all();
    co_await keeping_.settle();
    co_await engine_.shut_down();
  }

 private:
  /// The records are of another world than the engine's containers may be.
  asio::awaitable<void> look_again() {
    metrics_.clear();
    event_source_.start();
    zone_losses_.look_again();
    supervisors_.look_again();
    co_await sweeps_.sweep_orphans();
  }

  /// With a virtual clock, which only the simulated engine has.
  ClockMover::Surroundings what_time_waits_for() {
    return {.is_busy =
                [this] {
                  return probes_.under_way() > 0 || !publisher_.is_settled() ||
                         event_router_.under_way() > 0 || hooks_.under_way() > 0 ||
                         code_deploy_.under_way() > 0;
                },
            .unfinished_requests =
                [this] {
                  const std::size_t unfinished = monitor_.unfinished_requests();
                  return unfinished - std::min(unfinished, engine_.simulated->delayed_answers());
                },
            .is_idle =
                [this] {
                  return rest_.at_rest() && !services_.have_news() &&
                         engine_.simulated->is_at_rest() && !faults_.engine_is_lost();
                },
            .stopwatch = stopwatch};
  }

  [[nodiscard]] ecs::RegistryAddress registry_address() const {
    return {.host = "localhost", .port = port_};
  }

  int listen() {
    try {
      const int port = server_.listen(options_.host, options_.port);
      for (const std::string& host : more_addresses(options_.host, engine_.host_address)) {
        listen_besides(host, port);
      }
      return port;
    } catch (const boost::system::system_error& error) {
      throw StartError("drydock cannot listen on " + options_.host + ":" +
                       std::to_string(options_.port) + " (" + error.code().message() +
                       "): stop what listens there, or choose another port with --port.");
    }
  }

  void listen_besides(const std::string& host, int port) {
    try {
      server_.listen(host, port);
    } catch (const boost::system::system_error& error) {
      log::info("drydock does not answer at {}:{} ({})", host, port, error.code().message());
    }
  }

  http::Routes routes() {
    http::Routes routes;
    routes.now = [this] { return clock_.now(); };
    routes.is_settled = [this] { return keeping_.is_settled(); };
    routes.settle = [this] { return keeping_.settle(); };
    routes.body_limit = [](const http::RequestHeader& request) {
      return std::max(aws::body_limit(request), control::body_limit(request.target()));
    };
    routes.api_now = [this](const http::Call& call) -> std::optional<http::Answer> {
      std::optional<aws::Response> response = dispatcher_.try_now(aws::request_of(call));
      if (!response) return std::nullopt;
      return aws::answer_of(std::move(*response));
    };
    routes.api = [this](const http::Call& call) { return answer_api(call); };
    routes.control = [this](const http::Call& call) { return pages_.answer(call); };
    routes.registry = [this](http::Exchange& exchange) { return registry_.serve(exchange); };
    routes.archive = [this](http::Exchange& exchange) { return archives_.serve(exchange); };
    routes.events = [this](http::Exchange& exchange) { return events_.serve(exchange); };
    routes.is_load_balancer = [](std::string_view host) { return elb::is_balancer_name(host); };
    routes.balance = [this](const http::Connection::Released& released, const std::string&) {
      proxy_.adopt(
          {.protocol = released.protocol, .handle = released.handle, .received = released.bytes});
    };
    return routes;
  }

  asio::awaitable<http::Answer> answer_api(const http::Call& call) {
    aws::Response response = co_await dispatcher_.answer(aws::request_of(call));
    co_return aws::answer_of(std::move(response));
  }

  control::Hooks hooks() {
    control::Hooks hooks{.engine = [this] { return engine_.description; },
                         .engine_reachable = [this] { return watch_.reachable(); },
                         .import_image =
                             [this](World world, control::ImportRequest request) {
                               return importer_.import(std::move(world), std::move(request));
                             },
                         .look_again = [this] { return look_again(); },
                         .end_faults =
                             [this] {
                               faults_.end_all();
                               metrics_.clear();
                             },
                         .missing_layers =
                             [this](const Store& store) {
                               return ecr::missing_layers(store, keeping_.blobs()).count;
                             },
                         .workers = readers_.get_executor(),
                         .longest_hold = [this] { return holds_.longest(); },
                         .measure_holds = [this] { holds_.restart(); }};
    keeping_.offer_snapshots(hooks);
    return hooks;
  }

  control::FaultPages::Crash crash() {
    return [this](std::string container, int exit_code) {
      return engine_with_faults_.crash(std::move(container), exit_code);
    };
  }

  /// As a machine that loses its power would.
  ZoneLosses::Kill kill() {
    return [this](std::string container) {
      constexpr int by_sigkill = 137;
      return engine_with_faults_.crash(std::move(container), by_sigkill);
    };
  }

  control::PageList more_pages() {
    control::PageList all;
    for (control::PageList pages :
         {clock_pages_.pages(), fault_pages_.pages(), assertion_pages_.pages()}) {
      std::ranges::move(pages, std::back_inserter(all));
    }
    return all;
  }

  /// A docker login outlives a restart where anything does.
  [[nodiscard]] std::string login_key() {
    return keeping_.secret("registry login key", [this] { return ids_.secret(32); });
  }

  [[nodiscard]] std::string registry_password(const World& world, bool counts_pulls) const {
    return tokens_.mint({.world = world,
                         .expires_at = clock_.now() + ecr::login_lifetime,
                         .layer = std::string(),
                         .counts_pulls = counts_pulls});
  }

  /// A balanced request needs two connections, and the rest of drydock has to live as well.
  [[nodiscard]] proxy::Proxy::Options balancing() const {
    proxy::Proxy::Options wanted{.host = options_.host,
                                 .io_threads = options_.io_threads,
                                 .speed = options_.speed,
                                 .more_hosts = more_addresses(options_.host, engine_.host_address)};
    wanted.most_clients = connection_limit(wanted.most_clients);
    return wanted;
  }

  [[nodiscard]] TaskSupervisorSettings supervision() {
    return {
        .registry = registry_address(),
        .registry_password = [this](const World& world) { return registry_password(world, true); },
        .instance = folder_.instance(),
        .access = access_,
        .pause_program = docker::pause_program(),
        .host_address = engine_.host_address,
        .pull_refusal =
            [this](const std::string& image) { return faults_.take_pull_failure(image); }};
  }

  EventRouter::Hooks event_hooks() {
    return {.run_task =
                [this](const events::Delivery& delivery) {
                  return events::api::run_ecs_task(store_, ids_, delivery, clock_.now());
                },
            .settle = [this] { return keeping_.settle(); }};
  }

  /// Simulated containers live in drydock's own time.
  [[nodiscard]] MetricPublisher::Sources measured() const {
    return {.balancers = [this] { return proxy_.requests_served(); },
            .groups = [this] { return proxy_.served_by_groups(); },
            .speed = engine_.simulated != nullptr ? 1 : options_.speed};
  }

  const Options& options_;
  HoldMeter& holds_;
  asio::any_io_executor control_;
  asio::any_io_executor background_;
  ProgramClock& time_;
  Clock& clock_;
  IdSource& ids_;
  const Pace pace_;
  ContainerEngine& engine_;
  FaultBook& faults_;
  EngineWithFaults& engine_with_faults_;
  const storage::MachineFiles files_;
  const ecs::HostAccess access_;
  IoThreads io_;
  asio::thread_pool readers_{1};  ///< Reads large requests: of one at a time, memory is used.
  DataFolder& folder_;
  Store& store_;
  Keeping& keeping_;
  http::Server server_;
  int port_;
  storage::LayerCollector layer_collector_{store_, clock_};
  ecr::LoginTokens tokens_{login_key()};
  ecr::LayerUploads uploads_{store_, keeping_.blobs(), ids_};
  storage::UploadCollector upload_collector_{uploads_, clock_};
  registry::Registry registry_{{.control = control_,
                                .store = store_,
                                .blobs = keeping_.blobs(),
                                .uploads = uploads_,
                                .tokens = tokens_,
                                .clock = clock_}};
  cloudwatch::MetricData metrics_;
  const ZoneFiles zones_;
  const std::string authority_ = registry_address().text();
  aws::Dispatcher dispatcher_{{.store = store_,
                               .ids = ids_,
                               .clock = clock_,
                               .defaults = {options_.account, options_.region},
                               .readers = readers_.get_executor(),
                               .log = {log::calls(), stopwatch}}};
  EventRouter event_router_{store_, clock_, ids_, control_, event_hooks()};
  HttpFunctions functions_{options_.functions, control_};
  events::api::EventSource event_source_{store_, clock_, ids_, event_router_};
  Handlers handlers_{dispatcher_,
                     {.access = access_,
                      .blobs = keeping_.blobs(),
                      .uploads = uploads_,
                      .tokens = tokens_,
                      .authority = authority_,
                      .metrics = metrics_,
                      .zones = zones_,
                      .workers = io_.executors().front(),
                      .events = event_router_,
                      .functions = functions_}};
  control::Importer importer_{store_, keeping_.blobs(), *engine_.engine, tokens_, clock_,
                              ids_,   authority_};
  control::ClockPages clock_pages_{clock_, time_.mover()};
  control::FaultPages fault_pages_{store_, faults_, crash()};
  control::EventStream events_{store_, clock_, background_, [this] { return keeping_.settle(); }};
  Observer observer_{store_, clock_, background_, [this] { return proxy_.requests_served(); }};
  control::AssertionPages assertion_pages_{observer_};
  control::Pages pages_{store_, World{options_.account, options_.region}, hooks(), more_pages()};
  archive::Archives archives_{{.control = control_,
                               .workers = readers_.get_executor(),
                               .store = store_,
                               .blobs = keeping_.blobs(),
                               .ids = ids_,
                               .look_again = [this] { return look_again(); }}};
  EngineWatch watch_{*engine_.engine};
  EngineSweeps sweeps_{engine_, watch_, store_, folder_, clock_, background_};
  HealthProbes probes_{time_, engine_, faults_, background_};
  proxy::Proxy proxy_{clock_, ids_, balancing()};
  RoutingPublisher publisher_{store_, clock_, time_.machine(), proxy_, background_, stopwatch};
  TargetHealthMonitor monitor_{store_, clock_, pace_, probes_.probe(), proxy_, background_};
  TaskSupervisors supervisors_{store_,          clock_, ids_,        pace_,
                               *engine_.engine, watch_, background_, supervision()};
  ServiceControllers services_{store_, clock_, ids_, pace_, watch_, background_};
  DaemonController daemons_{store_, clock_, ids_, pace_, watch_, background_};
  ZoneLosses zone_losses_{store_, clock_, faults_, kill(), background_};
  HookCaller hooks_{store_, clock_, functions_, control_, [this] { return keeping_.settle(); }};
  ImageKeeper keeper_{store_,
                      clock_,
                      *engine_.engine,
                      watch_,
                      background_,
                      registry_address(),
                      [this](const World& world) { return registry_password(world, false); }};
  MetricPublisher metric_publisher_{store_, clock_, *engine_.engine, metrics_, measured()};
  AlarmMonitor alarms_{store_, clock_, ids_, metrics_, metric_publisher_, control_};
  ScheduledScaling scheduled_scaling_{store_, clock_, ids_, zones_, control_};
  CodeDeployController code_deploy_{store_,     clock_,   ids_,
                                    functions_, control_, [this] { return keeping_.settle(); }};
  RestWatch rest_{store_};
};

/// The folder that the options mean; nothing for a temporary one.
std::optional<std::string> data_folder(const Options& options) {
  if (options.ephemeral) return std::nullopt;
  return options.data ? options.data : default_data_folder();
}

asio::awaitable<void> run(const Options& options, asio::any_io_executor control,
                          asio::any_io_executor background, ProgramClock& time, IdSource& ids,
                          HoldMeter& holds) {
  asio::signal_set signals(control, SIGINT, SIGTERM);
  DataFolder folder(data_folder(options), ids);
  Store store(all_record_kinds());
  Keeping keeping(folder, store, time.clock(), control);
  if (const auto last = keeping.last_commit()) time.go_on_from(*last);
  FaultBook faults(time.clock());
  ContainerEngine engine =
      co_await open_engine(options, folder.instance(), time.clock(), ids, background);
  folder.note_engine(engine.place);
  co_await sweep_what_was_left(engine, background);
  EngineWithFaults& engine_with_faults =
      add_faults(engine, faults, store, time.clock(), background);
  Program program(options, control, background, time, ids, holds, folder, store, keeping, engine,
                  faults, engine_with_faults);
  co_await program.start();
  co_await signals.async_wait(asio::use_awaitable);
  log::info("stopping");
  co_await program.stop();
}

}  // namespace

void serve(const Options& options) {
  log::start(options.log_level);
  set_process_limits();
  start_openssl();
  asio::io_context control(1);
  Background background(control, stopwatch);
  ProgramClock time(options, control, background.executor());
  RandomIds ids;
  HoldMeter holds;
  std::exception_ptr failure;
  asio::co_spawn(control,
                 run(options, control.get_executor(), background.executor(), time, ids, holds),
                 [&](const std::exception_ptr& ended) { failure = ended; });
  time.run(holds);
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const storage::DataFolderError& error) {
    throw StartError(error.what());
  }
}

}  // namespace drydock
