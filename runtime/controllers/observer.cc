#include "runtime/controllers/observer.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <string_view>

#include "async/let_others.h"
#include "emulator/ecs/gateway/gateway_connection.h"
#include "emulator/ecs/scheduler/healthy_tasks.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/target.h"
#include "runtime/controllers/keys_in_worlds.h"

namespace drydock {
namespace asio = boost::asio;

Observer::Observer(Store& store, const Clock& clock, asio::any_io_executor executor,
                   std::function<Served()> served)
    : store_(store), clock_(clock), executor_(std::move(executor)), served_(std::move(served)) {
  store.on_change([this](const Change& change) {
    if (since_) hear(change);
  });
}

asio::awaitable<void> Observer::mark() {
  since_ = clock_.now();
  served_before_ = served_();
  watches_.clear();
  for (const KeyInWorld& name : keys_of<ecs::Service>(store_)) {
    const auto* service = store_.find<ecs::Service>(name.first, name.second);
    if (service == nullptr || service->status != ecs::ServiceStatus::active) continue;
    const int healthy = ecs::count_healthy_tasks(store_, name.first, *service);
    Watch& watch = watches_[name];
    watch.fewest = healthy;
    if (healthy == 0) watch.out_since = clock_.now();
    co_await let_others();
  }
}

void Observer::hear(const Change& change) {
  if (change.table == ecs::Service::table) {
    look_soon({change.world, std::string(change.key)});
  } else if (change.table == ecs::Task::table) {
    const auto* task = store_.find<ecs::Task>(change.world, change.key);
    if (task == nullptr || task->service.empty()) return;
    look_soon({change.world, task->cluster + "/" + task->service});
  } else if (change.table == elb::Target::table) {
    look_at_users(change.world, elb::group_of_target(change.key));
  }
}

void Observer::look_at_users(const World& world, std::string_view target_group) {
  for (const auto& [key, service] : store_.table<ecs::Service>(world).rows()) {
    const bool uses = std::ranges::any_of(service.load_balancers, [&](const auto& balancer) {
      return balancer.target_group_arn == target_group;
    });
    if (uses || ecs::has_route_to(store_, world, key, target_group)) look_soon({world, key});
  }
}

void Observer::look_soon(Name service) {
  if (changed_.empty()) expect_look();
  changed_.insert(std::move(service));
}

void Observer::expect_look() {
  asio::post(executor_, [this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) look();
  });
}

/// At one of those that have changed: very many may have.
void Observer::look() {
  const Name name = changed_.extract(changed_.begin()).value();
  if (!changed_.empty()) expect_look();
  const auto* service = store_.find<ecs::Service>(name.first, name.second);
  // One that is being deleted has no outage: nobody wants its tasks any more.
  if (service != nullptr && service->status == ecs::ServiceStatus::active) {
    look_at(name, *service);
  } else {
    watches_.erase(name);
  }
}

void Observer::look_at(const Name& name, const ecs::Service& service) {
  const int healthy = ecs::count_healthy_tasks(store_, name.first, service);
  auto found = watches_.find(name);
  if (found == watches_.end()) {
    if (healthy < std::max(service.desired_count, 1)) return;
    found = watches_.emplace(name, Watch{.fewest = healthy, .longest_outage = {}, .out_since = {}})
                .first;
  }
  Watch& watch = found->second;
  watch.fewest = std::min(watch.fewest, healthy);
  if (healthy == 0 && !watch.out_since) watch.out_since = clock_.now();
  if (healthy > 0 && watch.out_since) {
    watch.longest_outage = std::max(watch.longest_outage, clock_.now() - *watch.out_since);
    watch.out_since.reset();
  }
}

std::optional<Observed> Observer::observed() const {
  if (!since_) return std::nullopt;
  Observed all{.since = *since_, .services = {}, .load_balancers = {}};
  for (const auto& [name, watch] : watches_) {
    const Duration present = watch.out_since ? clock_.now() - *watch.out_since : Duration(0);
    all.services.push_back({.world = name.first,
                            .service = name.second,
                            .fewest_healthy = watch.fewest,
                            .longest_outage = std::max(watch.longest_outage, present)});
  }
  for (const auto& [dns_name, served] : served_()) {
    const auto before = served_before_.find(dns_name);
    RequestsServed since = served;
    if (before != served_before_.end()) {
      since.requests -= before->second.requests;
      since.failed -= before->second.failed;
    }
    if (since.requests > 0) all.load_balancers.push_back({dns_name, since});
  }
  return all;
}

}  // namespace drydock
