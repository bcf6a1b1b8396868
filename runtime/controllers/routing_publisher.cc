#include "runtime/controllers/routing_publisher.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "async/keep_running.h"
#include "async/let_others.h"
#include "async/sleep.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/routing.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"

namespace drydock {
namespace {

/// At most one table in this time.
constexpr Duration shortest_interval{5};
/// Between two tables passes so many times as long as the first one took.
constexpr int interval_factor = 20;
/// A table brings no more groups once those that it brings have so many targets: what it changes in
/// the data plane is changed in one go.
constexpr std::size_t most_new_targets = 500;
/// A task matters only where it changes the way to a target, and then the target itself changes
/// next, but for a target that someone registered by hand before its task was there.
constexpr Duration task_patience{250};

bool is_routing(std::string_view table) {
  return table == elb::LoadBalancer::table || table == elb::Listener::table ||
         table == elb::Rule::table || table == elb::TargetGroup::table ||
         table == elb::Target::table;
}

void set_port(elb::Listener& listener, int port) {
  listener.bound_port = port;
  if (port == 0 || port == listener.port) {
    listener.tags.erase(std::string(bound_port_tag));
  } else {
    listener.tags.insert_or_assign(std::string(bound_port_tag), std::to_string(port));
  }
}

using Ports = std::map<std::string, int>;

/// The listeners of a world whose records tell another port than the one that they have.
Ports new_ports(const Store& store, const World& world, const Ports& bound) {
  Ports changed;
  for (const auto& [arn, listener] : store.table<elb::Listener>(world).rows()) {
    const auto found = bound.find(arn);
    const int port = found == bound.end() ? 0 : found->second;
    if (port != listener.bound_port) changed.emplace(arn, port);
  }
  return changed;
}

}  // namespace

RoutingPublisher::RoutingPublisher(Store& store, Clock& clock, Clock& machine, proxy::Proxy& proxy,
                                   boost::asio::any_io_executor executor, Stopwatch stopwatch)
    : store_(store),
      clock_(clock),
      machine_(machine),
      proxy_(proxy),
      stopwatch_(std::move(stopwatch)),
      groups_(store),
      wake_(clock, executor),
      tasks_(executor) {
  store_.on_change([this](const Change& change) { hear(change); });
}

void RoutingPublisher::start() {
  active_ = true;
  publish();
  tasks_.spawn("routing publisher",
               keep_running("the routing publisher", machine_, [this] { return run(); }));
}

boost::asio::awaitable<void> RoutingPublisher::stop() {
  active_ = false;
  tasks_.cancel();
  co_await tasks_.wait();
}

void RoutingPublisher::hear(const Change& change) {
  if (!active_) return;
  groups_.hear(change);
  if (is_routing(change.table)) {
    stale_ = true;
    wake_.notify();
  } else if (change.table == ecs::Task::table && !stale_at_ &&
             !store_.table<elb::LoadBalancer>(change.world).rows().empty()) {
    stale_at_ = clock_.now() + task_patience;
    wake_.notify();
  }
}

boost::asio::awaitable<void> RoutingPublisher::run() {
  while (true) {
    if (stale_ || (stale_at_ && *stale_at_ <= clock_.now())) {
      const auto spent = co_await make_groups();
      const auto began = stopwatch_();
      publish();
      const auto took =
          std::chrono::ceil<Duration>((spent + stopwatch_() - began) * interval_factor);
      co_await sleep_for(machine_, std::max(shortest_interval, took));
    } else {
      co_await wake_.wait_until(stale_at_);
    }
  }
}

/// A group a turn, and no more than one table may bring: those that are left, or change again
/// meanwhile, are for the next table. Tells how long it has taken.
boost::asio::awaitable<std::chrono::nanoseconds> RoutingPublisher::make_groups() {
  std::chrono::nanoseconds spent{0};
  std::size_t targets = 0;
  for (std::size_t left = groups_.stale(); left > 0 && targets < most_new_targets; --left) {
    const auto began = stopwatch_();
    targets += groups_.make_one();
    spent += stopwatch_() - began;
    if (left > 1) co_await let_others();
  }
  co_return spent;
}

void RoutingPublisher::publish() {
  stale_ = true;  // Until all of it is done.
  stale_at_.reset();
  proxy_.publish(elb::make_routing_table(store_, groups_));
  stale_ = proxy_.awaits_port() || groups_.stale() > 0;
  write_ports();
}

void RoutingPublisher::write_ports() {
  for (const World& world : store_.worlds()) {
    for (const auto& [arn, port] : new_ports(store_, world, proxy_.bound_ports())) {
      const int bound = port;
      store_.change<elb::Listener>(world, arn,
                                   [bound](elb::Listener& listener) { set_port(listener, bound); });
    }
  }
}

}  // namespace drydock
