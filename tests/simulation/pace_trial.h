#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "emulator/base/pace.h"
#include "tests/simulation/client.h"

namespace drydock::simulation {

/// A deployment in a world in which nothing else happens: a service that runs well is updated once.
struct PaceTrial {
  ServiceShape shape;
  int desired = 1;
  std::pair<int, int> percents = {100, 200};  ///< minimumHealthyPercent and maximumPercent.
  int breaker_failures = 0;                   ///< The breaker's threshold; none where it is 0.
  bool rollback = false;
  std::string_view image;  ///< What it is updated to.

  [[nodiscard]] std::string in_words() const;
};

/// One of those that may not end otherwise at another pace. "Evidence may come sooner, the lack of
/// it proves nothing": so no image is drawn for a service with a check whose containers end or fall
/// ill after they have passed it.
PaceTrial pace_trial_of(std::uint64_t seed);

/// How the service's last deployment ends at a pace, such as "ROLLBACK_SUCCESSFUL", and what its
/// tasks are of then; "IN_PROGRESS" where it does not end.
std::string ending(const PaceTrial& trial, const Pace& pace);

}  // namespace drydock::simulation
