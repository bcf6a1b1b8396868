#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "emulator/ports/clock.h"
#include "emulator/ports/traffic.h"
#include "tests/simulation/chance.h"

namespace drydock::simulation {

/// The requests that clients of the load balancers have under way: one in three targets that drain
/// has some left, for a while that chance draws, and one in four is given new ones for a moment.
class Requests : public Traffic {
 public:
  Requests(const Clock& clock, Chance& chance) : clock_(clock), chance_(chance) {}

  [[nodiscard]] std::int64_t in_flight(const std::string& target) const override {
    return clock_.now() < look_at(target).busy_until ? 1 : 0;
  }
  [[nodiscard]] bool may_be_given_requests(const std::string& target) const override {
    return clock_.now() < look_at(target).given_until;
  }

 private:
  struct Drain {
    TimePoint asked_at;
    TimePoint given_until;
    TimePoint busy_until;
  };

  /// A target that nobody has asked about for a while drains anew.
  const Drain& look_at(const std::string& target) const {
    constexpr Duration longest_drain = seconds(90);
    Drain& drain = drains_[target];
    if (drain.asked_at + longest_drain < clock_.now()) {
      const TimePoint now = clock_.now();
      drain.given_until =
          now + (chance_.one_in(4) ? chance_.span_below(Duration(200)) : Duration());
      drain.busy_until = now + (chance_.one_in(3) ? chance_.span_below(seconds(20)) : Duration());
      drain.asked_at = now;
    }
    return drain;
  }

  const Clock& clock_;
  Chance& chance_;
  mutable std::map<std::string, Drain> drains_;
};

}  // namespace drydock::simulation
