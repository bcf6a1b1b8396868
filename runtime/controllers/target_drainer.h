#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "async/wake.h"
#include "emulator/base/pace.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/traffic.h"
#include "emulator/store/store.h"

namespace drydock {

/// Takes drained targets out of their groups: each when its time is over by elb::drain().
class TargetDrainer {
 public:
  TargetDrainer(Store& store, Clock& clock, const Pace& pace, const Traffic& traffic,
                const boost::asio::any_io_executor& executor);

  /// The target with this key has changed: look at it soon.
  void look_at(const World& world, std::string_view target);
  /// The target group has changed, or has come into use or gone out of it.
  void look_at_group(const World& world, std::string_view target_group_arn);

  /// Requests that targets which drain have been given and not yet answered.
  [[nodiscard]] std::size_t unfinished_requests() const;

  /// Ends when it is cancelled.
  boost::asio::awaitable<void> run();

 private:
  using Name = std::pair<World, std::string>;  ///< A world and the key of a target in it.

  struct Watch {
    std::optional<TimePoint> look_at;  ///< Its place in `due_`; none where it has no place there.
    std::optional<TimePoint> idle_since;
  };

  void expect_look(const Name& name, Watch& watch, std::optional<TimePoint> at);
  void forget(const Name& name);
  std::optional<TimePoint> look();
  /// False once there is nothing to wait for: the target has gone, or does not drain.
  bool look_at_target(const Name& name, Watch& watch);

  Store& store_;
  Clock& clock_;
  const Pace& pace_;
  const Traffic& traffic_;
  Wake wake_;
  std::map<Name, Watch> watches_;             ///< Of all targets that drain.
  std::set<std::pair<TimePoint, Name>> due_;  ///< When which is looked at.
};

}  // namespace drydock
