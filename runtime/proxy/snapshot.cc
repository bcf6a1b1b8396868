#include "runtime/proxy/snapshot.h"

#include <iterator>
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
  for (const std::uint32_t group : forward.groups) name += " " + table.groups[group]->arn;
  return name;
}

}  // namespace

std::shared_ptr<const Snapshot> Counters::snapshot(elb::RoutingTable table,
                                                   std::map<int, elb::Door> doors) {
  auto made = std::make_shared<Snapshot>();
  made->doors = std::move(doors);
  for (const auto& group : table.groups) made->groups.push_back(counters_of(group));
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
  for (auto next = groups_.begin(); next != groups_.end();) {
    const bool stays = std::exchange(next->second.in_table, false);
    if (!stays) leave(next->second, {});
    next = stays ? std::next(next) : groups_.erase(next);
  }
  forget_left();
  forget_unused(turns_);
  // One that has had requests is remembered: what failed has failed.
  std::erase_if(requests_, [](const auto& entry) {
    return entry.second.use_count() == 1 && entry.second->requests == 0;
  });
  return made;
}

/// A group that is the same as in the last table has the same counters.
std::shared_ptr<const GroupCounters> Counters::counters_of(const Shared<elb::RoutedGroup>& group) {
  KnownGroup& known = groups_[group->arn];
  known.in_table = true;
  if (known.counters && known.group.is_shared_with(group)) return known.counters;
  GroupCounters counters;
  counters.turn = counter(turns_, group->arn);
  counters.counts = known.counters ? known.counters->counts : std::make_shared<GroupCounts>();
  for (const auto& target : group->targets) {
    counters.in_flight.push_back(counter(in_flight_, target.name));
  }
  leave(known, counters);
  known.group = group;
  known.counters = std::make_shared<const GroupCounters>(std::move(counters));
  return known.counters;
}

void Counters::leave(const KnownGroup& known, const GroupCounters& counters) {
  std::set<const InFlight*> staying;
  for (const auto& in_flight : counters.in_flight) staying.insert(in_flight.get());
  for (std::size_t at = 0; at < known.group->targets.size(); ++at) {
    const InFlight* had = known.counters->in_flight[at].get();
    if (!staying.contains(had)) left_.insert(known.group->targets[at].name);
  }
}

/// Those that no snapshot and no request has any more.
void Counters::forget_left() {
  std::erase_if(left_, [&](const std::string& target) {
    const auto found = in_flight_.find(target);
    if (found == in_flight_.end()) return true;
    if (!found->second.expired()) return false;
    in_flight_.erase(found);
    return true;
  });
}

std::map<std::string, RequestsServed> Counters::requests_served() const {
  std::map<std::string, RequestsServed> served;
  for (const auto& [host, counts] : requests_) served[host] = {counts->requests, counts->failed};
  return served;
}

std::map<std::string, GroupServed> Counters::served_by_groups() const {
  std::map<std::string, GroupServed> served;
  for (const auto& [arn, known] : groups_) {
    const GroupCounts& counts = *known.counters->counts;
    served[arn] = {counts.requests, counts.target_5xx};
  }
  return served;
}

std::int64_t Counters::in_flight(const std::string& target) const {
  const auto found = in_flight_.find(target);
  if (found == in_flight_.end()) return 0;
  const auto counter = found->second.lock();
  return counter ? counter->load(std::memory_order_acquire) : 0;
}

}  // namespace drydock::proxy
