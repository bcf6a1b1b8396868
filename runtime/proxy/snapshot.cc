#include "runtime/proxy/snapshot.h"

#include <utility>

namespace drydock::proxy {
namespace {

template <class Counter>
std::shared_ptr<Counter> counter(std::map<std::string, std::weak_ptr<Counter>, std::less<>>& named,
                                 const std::string& name) {
  std::weak_ptr<Counter>& place = named[name];
  if (auto known = place.lock()) return known;
  auto fresh = std::make_shared<Counter>(0);
  place = fresh;
  return fresh;
}

template <class Named>
void forget_unused(Named& named) {
  std::erase_if(named, [](const auto& entry) { return entry.second.expired(); });
}

/// Every choice between groups takes turns of its own.
template <class Visit>
void each_choice(elb::RoutingTable& table, Visit visit) {
  for (auto& listener : table.listeners) {
    for (auto& rule : listener.rules) {
      if (auto* forward = std::get_if<elb::Forward>(&rule.action)) visit(listener, *forward);
    }
  }
}

std::string choice_name(const elb::RoutingTable& table, const elb::RoutedListener& listener,
                        const elb::Forward& forward) {
  std::string name = listener.arn;
  for (const std::uint32_t group : forward.groups) name += " " + table.groups[group].arn;
  return name;
}

}  // namespace

std::shared_ptr<const Snapshot> Counters::snapshot(elb::RoutingTable table,
                                                   std::map<int, elb::Door> doors) {
  auto made = std::make_shared<Snapshot>();
  made->doors = std::move(doors);
  for (const auto& group : table.groups) {
    GroupCounters& counters = made->groups.emplace_back();
    counters.turn = counter(turns_, group.arn);
    auto& counts = groups_[group.arn];
    if (!counts) counts = std::make_shared<GroupCounts>();
    counters.counts = counts;
    for (const auto& target : group.targets) {
      counters.in_flight.push_back(counter(in_flight_, target.name));
    }
  }
  each_choice(table, [&](const elb::RoutedListener& listener, elb::Forward& forward) {
    if (forward.groups.size() < 2) return;
    forward.choice = static_cast<std::uint32_t>(made->choices.size());
    made->choices.push_back(counter(turns_, choice_name(table, listener, forward)));
  });
  for (const auto& listener : table.listeners) {
    auto& counts = requests_[listener.host];
    if (!counts) counts = std::make_shared<RequestCounts>();
    made->requests.push_back(counts);
  }
  made->table = std::move(table);
  forget_unused(in_flight_);
  forget_unused(turns_);
  // One that has had requests is remembered: what failed has failed.
  std::erase_if(requests_, [](const auto& entry) {
    return entry.second.use_count() == 1 && entry.second->requests == 0;
  });
  std::erase_if(groups_, [](const auto& entry) { return entry.second.use_count() == 1; });
  return made;
}

std::map<std::string, RequestsServed> Counters::requests_served() const {
  std::map<std::string, RequestsServed> served;
  for (const auto& [host, counts] : requests_) served[host] = {counts->requests, counts->failed};
  return served;
}

std::map<std::string, GroupServed> Counters::served_by_groups() const {
  std::map<std::string, GroupServed> served;
  for (const auto& [arn, counts] : groups_) served[arn] = {counts->requests, counts->target_5xx};
  return served;
}

std::int64_t Counters::in_flight(const std::string& target) const {
  const auto found = in_flight_.find(target);
  if (found == in_flight_.end()) return 0;
  const auto counter = found->second.lock();
  return counter ? counter->load(std::memory_order_acquire) : 0;
}

}  // namespace drydock::proxy
