#include "runtime/proxy/lane.h"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <iterator>
#include <utility>

#include "async/log.h"
#include "runtime/proxy/answer.h"
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
  Listening(int port, const Executor& executor) : door(port), acceptor(executor) {}
  int door;
  Acceptor acceptor;
};

Lane::Lane(CoarseClock clock, std::uint64_t seed, LaneLimits limits,
           std::shared_ptr<ClientCount> clients)
    : executor_(context_.get_executor()),
      work_(asio::make_work_guard(context_)),
      clock_(clock),
      ids_(seed),
      limits_(limits),
      clients_(std::move(clients)),
      budget_{.held = 0, .limit = limits.buffered_bytes},
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
  for (auto& [door, listening] : listening_) listening->acceptor.close();
  listening_.clear();
  for (auto& watched : watched_) watched.abort();
  for (const auto& [arn, known] : groups_) abort(known);
}

void Lane::apply(std::shared_ptr<const Snapshot> snapshot, std::uint64_t version) {
  asio::post(executor_, [this, snapshot = std::move(snapshot), version]() mutable {
    use(std::move(snapshot), version);
  });
}

void Lane::use(std::shared_ptr<const Snapshot> snapshot, std::uint64_t version) {
  pools_.clear();
  for (std::size_t place = 0; place < snapshot->groups.size(); ++place) {
    const Shared<elb::RoutedGroup>& group = snapshot->table.groups[place];
    GroupOfPools& known = groups_[group->arn];
    known.in_table = true;
    if (!known.pools || !known.group.is_shared_with(group)) {
      update(known, group, *snapshot->groups[place]);
    }
    pools_.push_back(known.pools);
  }
  for (auto next = groups_.begin(); next != groups_.end();) {
    GroupOfPools& known = next->second;
    const bool stays = std::exchange(known.in_table, false);
    if (!stays) abort(known);
    next = stays ? std::next(next) : groups_.erase(next);
  }
  snapshot_ = std::move(snapshot);
  applied_.store(version, std::memory_order_release);
  for (auto& watched : watched_) watched.table_changed();
}

void Lane::abort(const GroupOfPools& known) {
  for (const auto& pool : *known.pools) pool->abort();
}

/// A target that stays keeps its pool.
void Lane::update(GroupOfPools& known, const Shared<elb::RoutedGroup>& group,
                  const GroupCounters& counters) {
  std::map<std::string_view, std::shared_ptr<Pool>> old;
  for (std::size_t i = 0; i < known.group->targets.size(); ++i) {
    old.emplace(known.group->targets[i].name, (*known.pools)[i]);
  }
  Pools pools;
  std::vector<bool> eligible(group->targets.size());
  for (const std::uint32_t target : group->eligible) eligible[target] = true;
  for (std::size_t i = 0; i < group->targets.size(); ++i) {
    const elb::RoutedTarget& target = group->targets[i];
    const auto kept = old.extract(target.name);
    auto& pool = pools.emplace_back();
    pool = kept.empty()
               ? std::make_shared<Pool>(executor_, budget_, target.name, counters.in_flight[i])
               : kept.mapped();
    pool->update(target.endpoint, eligible[i]);
  }
  // What is left was deregistered and has had its time.
  for (auto& [name, pool] : old) pool->abort();
  known.pools = std::make_shared<const Pools>(std::move(pools));
  known.group = group;
}

void Lane::listen(int door, Accepted acceptor, std::vector<Lane*> lanes) {
  asio::post(executor_,
             [this, door, acceptor = std::move(acceptor), lanes = std::move(lanes)]() mutable {
               auto listening = std::make_shared<Listening>(door, executor_);
               listening->acceptor.assign(acceptor.protocol, acceptor.handle);
               listening_.emplace(door, listening);
               spawn(accept(std::move(listening), std::move(lanes)));
             });
}

void Lane::unlisten(int door) {
  asio::post(executor_, [this, door] {
    const auto [first, last] = listening_.equal_range(door);
    for (auto open = first; open != last; ++open) open->second->acceptor.close();
    listening_.erase(first, last);
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
      open_session(listening->door, std::move(socket), {});
      continue;
    }
    const auto endpoint = socket.local_endpoint(error);
    if (!error) lane.serve(listening->door, {endpoint.protocol(), socket.release(), {}});
  }
}

void Lane::serve(int door, Accepted connection) {
  asio::post(executor_, [this, door, connection = std::move(connection)]() mutable {
    Socket socket(executor_, connection.protocol, connection.handle);
    open_session(door, std::move(socket), std::move(connection.received));
  });
}

void Lane::open_session(int door, Socket socket, std::string received) {
  if (ended_) return;
  if (clients_->load(std::memory_order_relaxed) >= limits_.clients) return turn_away(socket);
  auto session = std::make_unique<Session>(*this, door, std::move(socket), received);
  spawn(Session::run(std::move(session)));
}

/// What it has sent is read first, or the kernel's reset would overtake the answer.
void Lane::turn_away(Socket& socket) {
  error_code ignored;
  socket.non_blocking(true, ignored);
  std::array<char, 4096> unread;
  socket.read_some(asio::buffer(unread), ignored);
  std::string answer;
  write_answer(answer, status_page(503), {.now = clock_.now(), .keep_alive = false});
  socket.write_some(asio::buffer(answer), ignored);
  socket.shutdown(Socket::shutdown_both, ignored);
}

Async<> Lane::let_others_run() const {
  co_await asio::post(executor_, asio::use_awaitable_t<Executor>());
}

void Lane::spawn(Async<> work) {
  asio::co_spawn(executor_, std::move(work), [](const std::exception_ptr& error) {
    try {
      if (error) std::rethrow_exception(error);
    } catch (const std::exception& failure) {
      log::error("a load balancer's connection ended: {}", failure.what());
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
  for (const auto& [arn, known] : groups_) {
    for (const auto& pool : *known.pools) pool->look_after_idle(now - kept_idle);
  }
}

}  // namespace drydock::proxy
