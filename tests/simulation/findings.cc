#include "tests/simulation/findings.h"

#include <cstdio>

#include "tests/simulation/words.h"

namespace drydock::simulation {

void Findings::add(std::string_view what) {
  constexpr std::size_t most = 10;
  if (texts_.size() >= most) return;
  char at[32];
  const auto since = simulated_.clock.now() - simulated_.began_at;
  std::snprintf(at, sizeof at, "%.3f: ", static_cast<double>(since.count()) / 1000);
  texts_.push_back(at + short_ids(what));
}

}  // namespace drydock::simulation
