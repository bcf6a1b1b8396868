#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "async/wake.h"
#include "emulator/base/pace.h"
#include "emulator/elb/target_group.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/traffic.h"
#include "emulator/store/store.h"

namespace drydock {

/// Takes drained targets out of their groups: each when its time is over by elb::drain().
class TargetDrainer {
 public:
  TargetDrainer(Store& store, Clock& clock, const Pace& pace, const Traffic& traffic,
                const boost::asio::any_io_executor& executor);

  /// A group has changed, or the listeners and rules of its world: look at its targets soon.
  void look_at(const World& world, std::string_view target_group_arn);
  void look_at_all();

  /// Ends when it is cancelled.
  boost::asio::awaitable<void> run();

 private:
  using Group = std::pair<World, std::string>;  ///< A world and the ARN of a group in it.

  struct GroupView {
    const Group& name;
    Duration delay;
    bool in_use;
  };

  std::optional<TimePoint> look();
  std::optional<TimePoint> look_at_group(const Group& name);
  std::optional<TimePoint> look_at_target(const GroupView& group, const elb::Target& target);

  Store& store_;
  Clock& clock_;
  const Pace& pace_;
  const Traffic& traffic_;
  Wake wake_;
  /// Groups that may have draining targets, with the time to look at them; none: at once.
  std::map<Group, std::optional<TimePoint>> groups_;
  std::map<std::string, TimePoint> idle_since_;  ///< By elb::target_name().
};

}  // namespace drydock
