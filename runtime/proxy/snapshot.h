#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/elb/door.h"
#include "emulator/elb/routing.h"

/// A routing table together with the counters that outlive it. Counters are shared by all threads
/// and by every snapshot that knows their owner; the table itself never changes.
namespace drydock::proxy {

/// Requests that a target has been given and not yet answered.
using InFlight = std::atomic<std::int64_t>;
/// How many requests a group, or a choice between groups, has had: whose turn it is.
using Turn = std::atomic<std::uint64_t>;

struct GroupCounters {
  std::shared_ptr<Turn> turn;
  std::vector<std::shared_ptr<InFlight>> in_flight;  ///< In the order of the group's targets.
};

struct Snapshot {
  elb::RoutingTable table;
  std::map<int, elb::Door> doors;              ///< By port of this machine.
  std::vector<GroupCounters> groups;           ///< In the order of the table's.
  std::vector<std::shared_ptr<Turn>> choices;  ///< By Forward::choice.
};

/// Keeps the counters from one snapshot to the next. Belongs to the control thread.
class Counters {
 public:
  std::shared_ptr<const Snapshot> snapshot(elb::RoutingTable table, std::map<int, elb::Door> doors);
  /// 0 for a target that is not known.
  [[nodiscard]] std::int64_t in_flight(const std::string& target) const;

 private:
  template <class Counter>
  using Named = std::map<std::string, std::weak_ptr<Counter>, std::less<>>;

  Named<InFlight> in_flight_;
  Named<Turn> turns_;
};

}  // namespace drydock::proxy
