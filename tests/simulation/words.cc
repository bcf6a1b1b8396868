#include "tests/simulation/words.h"

#include <cstdlib>

namespace drydock::simulation {

std::string short_ids(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr std::size_t shortest_id = 16;
  constexpr std::size_t kept = 8;
  std::string shortened;
  while (!text.empty()) {
    std::size_t run = text.find_first_not_of(digits);
    if (run == text.npos) run = text.size();
    shortened += text.substr(0, run < shortest_id ? run : kept);
    text.remove_prefix(run);
    std::size_t other = text.find_first_of(digits);
    if (other == text.npos) other = text.size();
    shortened += text.substr(0, other);
    text.remove_prefix(other);
  }
  return shortened;
}

std::string_view word_of(ecs::ServiceStatus status) {
  switch (status) {
    case ecs::ServiceStatus::active:
      return "ACTIVE";
    case ecs::ServiceStatus::draining:
      return "DRAINING";
    case ecs::ServiceStatus::inactive:
      return "INACTIVE";
  }
  std::abort();
}

}  // namespace drydock::simulation
