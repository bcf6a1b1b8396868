#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "emulator/elb/door.h"
#include "emulator/elb/routing.h"
#include "emulator/ports/traffic.h"

/// A routing table together with the counters that outlive it. Counters are shared by all threads
/// and by every snapshot that knows their owner; the table itself never changes.
namespace drydock::proxy {

/// Requests that a target has been given and not yet answered.
using InFlight = std::atomic<std::int64_t>;
/// How many requests a group, or a choice between groups, has had: whose turn it is.
using Turn = std::atomic<std::uint64_t>;

/// Requests that a load balancer has had, and how many of them failed: the client was answered with
/// 5xx, by the load balancer or by a target, or a target broke off its answer.
struct RequestCounts {
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> failed{0};
};
/// Requests that a group's targets have been given, and answers of 5xx that they gave.
struct GroupCounts {
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> target_5xx{0};
};
inline void count(std::atomic<std::uint64_t>& number) {
  number.fetch_add(1, std::memory_order_relaxed);
}

/// Shared by the snapshots that share the group.
struct GroupCounters {
  std::shared_ptr<Turn> turn;
  std::shared_ptr<GroupCounts> counts;
  std::vector<std::shared_ptr<InFlight>> in_flight;  ///< In the order of the group's targets.
};

struct Snapshot {
  elb::RoutingTable table;
  std::map<int, elb::Door> doors;                            ///< By port of this machine.
  std::vector<std::shared_ptr<const GroupCounters>> groups;  ///< In the order of the table's.
  std::vector<std::shared_ptr<Turn>> choices;                ///< By Forward::choice.
  std::vector<std::shared_ptr<RequestCounts>> requests;      ///< In the order of the listeners.
};

/// Keeps the counters from one snapshot to the next. Belongs to the control thread.
class Counters {
 public:
  std::shared_ptr<const Snapshot> snapshot(elb::RoutingTable table, std::map<int, elb::Door> doors);
  /// 0 for a target that is not known.
  [[nodiscard]] std::int64_t in_flight(const std::string& target) const;
  /// What each load balancer that there is or was has had, by its DNS name.
  [[nodiscard]] std::map<std::string, RequestsServed> requests_served() const;
  /// What each target group that something forwards to has had since that was so, by its ARN.
  [[nodiscard]] std::map<std::string, GroupServed> served_by_groups() const;

 private:
  template <class Counter>
  using Named = std::map<std::string, std::weak_ptr<Counter>, std::less<>>;

  struct KnownGroup {
    Shared<elb::RoutedGroup> group;
    std::shared_ptr<const GroupCounters> counters;
    bool in_table = false;  ///< In the one that is being made.
  };

  std::shared_ptr<const GroupCounters> counters_of(const Shared<elb::RoutedGroup>& group);
  /// Notes the targets that are not among those of these counters, which take the known's place.
  void leave(const KnownGroup& known, const GroupCounters& counters);
  void forget_left();

  std::map<std::string, KnownGroup, std::less<>> groups_;  ///< Those of the last snapshot.
  std::set<std::string> left_;  ///< Targets that an earlier snapshot has had.
  Named<InFlight> in_flight_;
  Named<Turn> turns_;
  std::map<std::string, std::shared_ptr<RequestCounts>, std::less<>> requests_;
};

}  // namespace drydock::proxy
