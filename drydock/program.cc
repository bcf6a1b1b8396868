#include "drydock/program.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "api/archive/archives.h"
#include "api/aws/dispatch.h"
#include "api/aws/http_call.h"
#include "api/control/importer.h"
#include "api/control/pages.h"
#include "api/http/server.h"
#include "api/registry/registry.h"
#include "async/task_group.h"
#include "async/wake.h"
#include "drydock/addresses.h"
#include "drydock/container_engine.h"
#include "drydock/data_folder.h"
#include "drydock/handlers.h"
#include "drydock/host_access.h"
#include "drydock/io_threads.h"
#include "drydock/process_limits.h"
#include "emulator/base/host_name.h"
#include "emulator/base/pace.h"
#include "emulator/ecr/integrity.h"
#include "emulator/ecr/layer_uploads.h"
#include "emulator/ecr/login_tokens.h"
#include "emulator/records.h"
#include "runtime/clock/hold_meter.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/real_clock.h"
#include "runtime/clock/stopwatch.h"
#include "runtime/controllers/engine_watch.h"
#include "runtime/controllers/image_keeper.h"
#include "runtime/controllers/orphan_sweep.h"
#include "runtime/controllers/routing_publisher.h"
#include "runtime/controllers/service_controller.h"
#include "runtime/controllers/sweep.h"
#include "runtime/controllers/target_health_monitor.h"
#include "runtime/controllers/task_supervisor.h"
#include "runtime/engine/docker/pause_program.h"
#include "runtime/probe/http_probe.h"
#include "runtime/proxy/proxy.h"
#include "runtime/storage/blob_collector.h"
#include "runtime/storage/blob_store.h"
#include "runtime/storage/committer.h"
#include "runtime/storage/layer_collector.h"
#include "runtime/storage/machine_files.h"
#include "runtime/storage/record_loader.h"
#include "runtime/storage/snapshots.h"
#include "runtime/storage/sqlite_journal.h"

namespace drydock {
namespace asio = boost::asio;

namespace {

/// The name of the logger that calls are told by.
constexpr auto call_log = "calls";

/// Everything that runs, wired together. Members are made in the order in which they need one
/// another, and stopped in the other.
class Program {
 public:
  /// `journal`: null where nothing is kept.
  Program(const Options& options, asio::io_context& control, Clock& clock, IdSource& ids,
          HoldMeter& holds, DataFolder& folder, storage::SqliteJournal* journal,
          ContainerEngine& engine)
      : options_(options),
        holds_(holds),
        control_(control.get_executor()),
        clock_(clock),
        ids_(ids),
        pace_(options.pace == Options::PaceChoice::aws ? Pace::aws() : Pace::fast()),
        engine_(engine),
        access_(host_access(options, engine, files_)),
        io_(options.io_threads),
        folder_(folder),
        journal_(journal),
        blobs_(folder_.path(),
               folder_.is_temporary() ? storage::Durability::ephemeral : storage::Durability::kept),
        server_(control_, io_.executors(), routes(),
                {.hosts = options.allowed_hosts, .origins = options.allowed_origins},
                {.connections = connection_limit(http::Limits().connections)}),
        port_(listen()) {
    if (journal_ != nullptr) load_records();
    watch_.on_reachability([this](bool) { engine_news_.notify(); });
  }

  asio::awaitable<void> start() {
    if (folder_.is_used()) co_await orphans_.run();
    proxy_.start();
    publisher_.start();
    monitor_.start();
    supervisors_.start();
    services_.start();
    keeper_.start();
    std::cout << "drydock is ready at http://localhost:" << port_
              << " (engine: " << engine_.description << ", account " << options_.account
              << ", region " << options_.region << ")" << std::endl;
  }

  asio::awaitable<void> stop() {
    co_await server_.stop();
    co_await services_.stop();
    co_await keeper_.stop();
    co_await supervisors_.stop();
    co_await orphans_.stop();
    co_await monitor_.stop();
    co_await publisher_.stop();
    proxy_.stop();
    if (!options_.leave_running) co_await sweep_engine();
    if (committer_) co_await committer_->settle();
    co_await engine_.shut_down();
  }

 private:
  /// From here on every change is kept before anybody is told of it.
  void load_records() {
    storage::load_records(*journal_, store_);
    blobs_.sweep([this](const std::string& digest) { return blob_collector_.is_held(digest); });
    committer_.emplace(store_, *journal_, clock_, control_,
                       [this](const std::exception_ptr& failure) { end_at_once(failure); });
    blobs_.erase_when([this](std::function<void()> act) { committer_->when_kept(std::move(act)); });
    snapshots_.emplace(folder_.path(), store_, *journal_, *committer_, blobs_);
  }

  /// Memory is ahead of what is kept, and must not get further: what the next start finds is what
  /// clients have been told.
  [[noreturn]] void end_at_once(const std::exception_ptr& failure) const {
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      spdlog::critical("drydock ends, since {} does not take its changes any more: {}",
                       folder_.path().string(), error.what());
    }
    std::_Exit(EXIT_FAILURE);
  }

  /// The records are of another world than the engine's containers may be.
  asio::awaitable<void> look_again() {
    supervisors_.look_again();
    co_await orphans_.run();
  }

  /// An engine that does not answer is not waited for: who starts next with this folder, or finds
  /// the temporary one, takes out of it what stays.
  asio::awaitable<void> sweep_engine() {
    Sweep sweep(*engine_.engine, control_, folder_.instance());
    TaskGroup sweeping(control_);
    sweeping.spawn("taking drydock's things out of the engine", sweep_and_tell(sweep));
    while (sweeping.size() > 0 && watch_.reachable())
      co_await engine_news_.wait_until(std::nullopt);
    sweeping.cancel();
    co_await sweeping.wait();
    co_await sweep.end();
    if (sweep.is_clean()) co_return;
    folder_.leave_to_others();
    spdlog::warn("drydock leaves things in the engine, which the next start takes out of it");
  }

  asio::awaitable<void> sweep_and_tell(Sweep& sweep) {
    co_await sweep.run();
    engine_news_.notify();
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
      spdlog::info("drydock does not answer at {}:{} ({})", host, port, error.code().message());
    }
  }

  http::Routes routes() {
    http::Routes routes;
    routes.now = [this] { return clock_.now(); };
    routes.is_settled = [this] { return !committer_ || committer_->is_settled(); };
    routes.settle = [this] { return committer_->settle(); };
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
    routes.is_load_balancer = [](std::string_view host) {
      return is_within(host, "elb.localhost");
    };
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
    control::Hooks hooks{
        .engine = [this] { return engine_.description; },
        .engine_reachable = [this] { return watch_.reachable(); },
        .import_image =
            [this](World world, control::ImportRequest request) {
              return importer_.import(std::move(world), std::move(request));
            },
        .look_again = [this] { return look_again(); },
        .missing_layers =
            [this](const Store& store) { return ecr::missing_layers(store, blobs_).count; },
        .workers = readers_.get_executor(),
        .longest_hold = [this] { return holds_.longest(); },
        .measure_holds = [this] { holds_.restart(); }};
    if (journal_ != nullptr) {
      hooks.save_snapshot = [this](std::string name) { return snapshots_->save(std::move(name)); };
      hooks.load_snapshot = [this](std::string name) { return snapshots_->load(std::move(name)); };
      hooks.snapshots = [this] { return snapshots_->names(); };
    }
    return hooks;
  }

  /// A docker login outlives a restart where anything does.
  [[nodiscard]] std::string login_key() {
    const auto make = [this] { return ids_.secret(32); };
    return journal_ == nullptr ? make() : journal_->secret("registry login key", make);
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
        .host_address = engine_.host_address};
  }

  const Options& options_;
  HoldMeter& holds_;
  asio::any_io_executor control_;
  Clock& clock_;
  IdSource& ids_;
  const Pace pace_;
  ContainerEngine& engine_;
  const storage::MachineFiles files_;
  const ecs::HostAccess access_;
  IoThreads io_;
  asio::thread_pool readers_{1};  ///< Reads large requests: of one at a time, memory is used.
  DataFolder& folder_;
  storage::SqliteJournal* journal_;
  storage::FileBlobStore blobs_;
  Store store_{all_record_kinds()};
  std::optional<storage::Committer> committer_;  ///< From when the records are loaded.
  std::optional<storage::Snapshots> snapshots_;
  http::Server server_;
  int port_;
  storage::BlobCollector blob_collector_{store_, blobs_};
  storage::LayerCollector layer_collector_{store_, clock_};
  ecr::LoginTokens tokens_{login_key()};
  ecr::LayerUploads uploads_{store_, blobs_, ids_};
  storage::UploadCollector upload_collector_{uploads_, clock_};
  registry::Registry registry_{{.control = control_,
                                .store = store_,
                                .blobs = blobs_,
                                .uploads = uploads_,
                                .tokens = tokens_,
                                .clock = clock_}};
  const std::string authority_ = registry_address().text();
  aws::Dispatcher dispatcher_{{.store = store_,
                               .ids = ids_,
                               .clock = clock_,
                               .defaults = {options_.account, options_.region},
                               .readers = readers_.get_executor(),
                               .log = {spdlog::get(call_log), stopwatch}}};
  Handlers handlers_{dispatcher_,
                     {.access = access_,
                      .blobs = blobs_,
                      .uploads = uploads_,
                      .tokens = tokens_,
                      .authority = authority_,
                      .workers = io_.executors().front()}};
  control::Importer importer_{store_, blobs_, *engine_.engine, tokens_, clock_, ids_, authority_};
  control::Pages pages_{store_, World{options_.account, options_.region}, hooks()};
  archive::Archives archives_{{.control = control_,
                               .workers = readers_.get_executor(),
                               .store = store_,
                               .blobs = blobs_,
                               .ids = ids_,
                               .look_again = [this] { return look_again(); }}};
  EngineWatch watch_{*engine_.engine};
  Wake engine_news_{clock_, control_};
  OrphanSweep orphans_{store_, clock_, *engine_.engine, watch_, control_, folder_.instance()};
  HttpProbe probe_{clock_, control_};
  proxy::Proxy proxy_{clock_, ids_, balancing()};
  RoutingPublisher publisher_{store_, clock_, proxy_, control_};
  TargetHealthMonitor monitor_{store_, clock_, pace_, probe_, proxy_, control_};
  TaskSupervisors supervisors_{store_,          clock_, ids_,     pace_,
                               *engine_.engine, watch_, control_, supervision()};
  ServiceControllers services_{store_, clock_, ids_, pace_, watch_, control_};
  ImageKeeper keeper_{store_,
                      clock_,
                      *engine_.engine,
                      watch_,
                      control_,
                      registry_address(),
                      [this](const World& world) { return registry_password(world, false); }};
};

asio::awaitable<bool> sweep(ContainerEngine& engine, asio::any_io_executor executor,
                            std::string instance) {
  Sweep sweep(*engine.engine, executor, std::move(instance));
  co_await sweep.run();
  co_return sweep.is_clean();
}

/// What those drydocks left in the engine whose folder was a temporary one and who were killed.
asio::awaitable<void> sweep_what_was_left(ContainerEngine& engine, asio::any_io_executor executor) {
  const std::vector<AbandonedFolder> folders = abandoned_folders();
  for (const AbandonedFolder& left : folders) {
    bool clean = left.engine.empty() || left.engine == "simulated";
    if (!clean && left.engine == engine.place) {
      spdlog::info("taking out of the engine what the killed drydock {} left", left.instance);
      clean = co_await sweep(engine, executor, left.instance);
    }
    std::error_code ignored;
    if (clean) std::filesystem::remove_all(left.path, ignored);
  }
}

/// Calls have a logger of their own, which level notice silences: it is info without them.
void set_up_log(const std::string& level) {
  const auto program = spdlog::stderr_logger_st("drydock");
  const auto calls = program->clone(call_log);
  spdlog::set_default_logger(program);
  spdlog::register_logger(calls);
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  const bool quiet = level == "notice";
  program->set_level(quiet ? spdlog::level::info : spdlog::level::from_str(level));
  calls->set_level(quiet ? spdlog::level::off : spdlog::level::from_str(level));
}

/// The folder that the options mean; nothing for a temporary one.
std::optional<std::string> data_folder(const Options& options) {
  if (options.ephemeral) return std::nullopt;
  return options.data ? options.data : default_data_folder();
}

asio::awaitable<void> run(const Options& options, asio::io_context& control, RealClock& clock,
                          IdSource& ids, HoldMeter& holds) {
  asio::signal_set signals(control, SIGINT, SIGTERM);
  DataFolder folder(data_folder(options), ids);
  std::optional<storage::SqliteJournal> journal;
  if (!folder.is_temporary()) {
    journal.emplace(folder.path());
    if (const auto last = journal->last_commit()) clock.go_on_from(*last);
  }
  ContainerEngine engine =
      co_await open_engine(options, folder.instance(), clock, ids, control.get_executor());
  folder.note_engine(engine.place);
  co_await sweep_what_was_left(engine, control.get_executor());
  Program program(options, control, clock, ids, holds, folder, journal ? &*journal : nullptr,
                  engine);
  co_await program.start();
  co_await signals.async_wait(asio::use_awaitable);
  spdlog::info("stopping");
  co_await program.stop();
}

}  // namespace

void serve(const Options& options) {
  set_up_log(options.log_level);
  set_process_limits();
  asio::io_context control(1);
  RealClock clock(control.get_executor(), options.speed);
  RandomIds ids;
  HoldMeter holds;
  std::exception_ptr failure;
  asio::co_spawn(control, run(options, control, clock, ids, holds),
                 [&](const std::exception_ptr& ended) { failure = ended; });
  holds.run(control);
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const storage::DataFolderError& error) {
    throw StartError(error.what());
  }
}

}  // namespace drydock
