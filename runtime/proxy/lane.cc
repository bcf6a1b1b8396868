#include "runtime/proxy/lane.h"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "runtime/proxy/session.h"

namespace drydock::proxy {
namespace asio = boost::asio;

namespace {

/// An idle connection to a target is kept this long.
constexpr std::chrono::seconds kept_idle{60};
/// How long accepting pauses when the process has no file descriptor left.
constexpr std::chrono::milliseconds accept_pause{100};

bool is_out_of_resources(const error_code& error) {
  return error == asio::error::no_descriptors || error == asio::error::no_buffer_space ||
         error == asio::error::no_memory ||
         error == boost::system::errc::too_many_files_open_in_system;
}

}  // namespace

struct Lane::Listening {
  Listening(std::string listener_arn, const Executor& executor)
      : arn(std::move(listener_arn)), acceptor(executor) {}
  std::string arn;
  Acceptor acceptor;
};

Lane::Lane(CoarseClock clock, std::uint64_t seed)
    : executor_(context_.get_executor()),
      work_(asio::make_work_guard(context_)),
      clock_(clock),
      ids_(seed),
      timer_(executor_),
      snapshot_(std::make_shared<Snapshot>()) {}

Lane::~Lane() { stop(); }

void Lane::start() {
  spawn(tick());
  thread_ = std::thread([this] { context_.run(); });
}

void Lane::stop() {
  if (!thread_.joinable()) return;
  asio::post(executor_, [this] { end(); });
  work_.reset();
  thread_.join();
}

void Lane::end() {
  ended_ = true;
  timer_.cancel();
  // The coroutines that accept hold their listeners too: only closing ends their wait.
  for (auto& [arn, listening] : listening_) listening->acceptor.close();
  listening_.clear();
  for (auto& watched : watched_) watched.abort();
  for (auto& [name, pool] : pools_by_name_) pool->abort();
}

void Lane::apply(std::shared_ptr<const Snapshot> snapshot, std::uint64_t version) {
  asio::post(executor_, [this, snapshot = std::move(snapshot), version]() mutable {
    use(std::move(snapshot), version);
  });
}

void Lane::use(std::shared_ptr<const Snapshot> snapshot, std::uint64_t version) {
  PoolMap old = std::exchange(pools_by_name_, {});
  pools_.clear();
  for (std::size_t place = 0; place < snapshot->groups.size(); ++place) {
    const elb::RoutedGroup& group = snapshot->table.groups[place];
    auto& pools = pools_.emplace_back();
    std::vector<bool> eligible(group.targets.size());
    for (const std::uint32_t target : group.eligible) eligible[target] = true;
    for (std::size_t i = 0; i < group.targets.size(); ++i) {
      const auto& counter = snapshot->groups[place].in_flight[i];
      const auto& pool = pools.emplace_back(pool_for(old, group.targets[i], counter));
      pool->update(group.targets[i].endpoint, eligible[i]);
    }
  }
  // What is left was deregistered and has had its time.
  for (auto& [name, pool] : old) pool->abort();
  snapshot_ = std::move(snapshot);
  applied_.store(version, std::memory_order_release);
  for (auto& watched : watched_) watched.table_changed();
}

std::shared_ptr<Pool> Lane::pool_for(PoolMap& old, const elb::RoutedTarget& target,
                                     const std::shared_ptr<InFlight>& in_flight) {
  auto known = old.extract(target.name);
  if (!known.empty()) return pools_by_name_.insert(std::move(known)).position->second;
  auto& pool = pools_by_name_[target.name];
  if (!pool) pool = std::make_shared<Pool>(executor_, target.name, in_flight);
  return pool;
}

const elb::RoutedListener* Lane::find_listener(std::string_view arn) const {
  const auto& listeners = snapshot_->table.listeners;
  const auto found = std::ranges::find(listeners, arn, &elb::RoutedListener::arn);
  return found == listeners.end() ? nullptr : &*found;
}

void Lane::listen(std::string listener_arn, Accepted acceptor, std::vector<Lane*> lanes) {
  asio::post(executor_, [this, arn = std::move(listener_arn), acceptor = std::move(acceptor),
                         lanes = std::move(lanes)]() mutable {
    auto listening = std::make_shared<Listening>(arn, executor_);
    listening->acceptor.assign(acceptor.protocol, acceptor.handle);
    listening_.insert_or_assign(std::move(arn), listening);
    spawn(accept(std::move(listening), std::move(lanes)));
  });
}

void Lane::unlisten(std::string listener_arn) {
  asio::post(executor_, [this, arn = std::move(listener_arn)] {
    const auto found = listening_.find(arn);
    if (found == listening_.end()) return;
    found->second->acceptor.close();
    listening_.erase(found);
  });
}

Async<> Lane::accept(std::shared_ptr<Listening> listening, std::vector<Lane*> lanes) {
  Timer pause(executor_);
  std::size_t next = 0;
  while (listening->acceptor.is_open() && !ended_) {
    auto [error, socket] = co_await listening->acceptor.async_accept(awaiting);
    if (is_out_of_resources(error)) {
      pause.expires_after(accept_pause);
      co_await pause.async_wait(awaiting);
    }
    if (error) continue;
    Lane& lane = *lanes[next++ % lanes.size()];
    if (&lane == this) {
      open_session(listening->arn, std::move(socket), {});
      continue;
    }
    const auto endpoint = socket.local_endpoint(error);
    if (!error) lane.serve(listening->arn, {endpoint.protocol(), socket.release(), {}});
  }
}

void Lane::serve(std::string listener_arn, Accepted connection) {
  asio::post(executor_,
             [this, arn = std::move(listener_arn), connection = std::move(connection)]() mutable {
               Socket socket(executor_, connection.protocol, connection.handle);
               open_session(std::move(arn), std::move(socket), std::move(connection.received));
             });
}

void Lane::serve_host(std::string host, Accepted connection) {
  asio::post(
      executor_, [this, host = std::move(host), connection = std::move(connection)]() mutable {
        Socket socket(executor_, connection.protocol, connection.handle);
        const auto& table = snapshot_->table;
        const auto found = table.hosts.find(elb::lower_case(without_port(host)));
        // A name without a listener is served all the same: its requests get the answer 503.
        std::string arn = found == table.hosts.end() ? "" : table.listeners[found->second].arn;
        open_session(std::move(arn), std::move(socket), std::move(connection.received));
      });
}

void Lane::open_session(std::string listener_arn, Socket socket, std::string received) {
  if (ended_) return;
  auto session =
      std::make_unique<Session>(*this, std::move(listener_arn), std::move(socket), received);
  spawn(Session::run(std::move(session)));
}

Async<> Lane::let_others_run() const {
  co_await asio::post(executor_, asio::use_awaitable_t<Executor>());
}

void Lane::spawn(Async<> work) {
  asio::co_spawn(executor_, std::move(work), [](const std::exception_ptr& error) {
    try {
      if (error) std::rethrow_exception(error);
    } catch (const std::exception& failure) {
      spdlog::error("a load balancer's connection ended: {}", failure.what());
    }
  });
}

Async<> Lane::tick() {
  timer_.expires_after(clock_.tick());
  while (!ended_) {
    co_await timer_.async_wait(awaiting);
    if (ended_) break;
    clock_.advance();
    look_around();
    timer_.expires_at(timer_.expiry() + clock_.tick());
  }
}

void Lane::look_around() {
  const TimePoint now = clock_.now();
  for (auto next = watched_.begin(); next != watched_.end();) {
    Watched& watched = *next++;
    if (watched.deadline <= now) {
      watched.cut_off();
    } else {
      watched.look();
    }
  }
  for (auto& [name, pool] : pools_by_name_) pool->drop_stale(now - kept_idle);
}

}  // namespace drydock::proxy
