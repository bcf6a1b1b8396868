#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
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
  /// A group, a listener or a rule has changed.
  void look_at_all();

  /// Requests that targets which drain have been given and not yet answered.
  [[nodiscard]] std::size_t unfinished_requests() const;

  /// Ends when it is cancelled.
  boost::asio::awaitable<void> run();

 private:
  using Name = std::pair<World, std::string>;  ///< A world and the key of a target in it.

  struct Watch {
    std::optional<TimePoint> look_at;  ///< When to look at it; none: at once.
    std::optional<TimePoint> idle_since;
  };

  std::optional<TimePoint> look();
  /// False once there is nothing to wait for: the target has gone, or does not drain.
  bool look_at_target(const Name& name, Watch& watch);

  Store& store_;
  Clock& clock_;
  const Pace& pace_;
  const Traffic& traffic_;
  Wake wake_;
  std::map<Name, Watch> watches_;  ///< Of all targets that drain.
};

}  // namespace drydock
