#include "emulator/elb/algorithms.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "emulator/elb/attributes.h"
#include "emulator/elb/target_group.h"

namespace drydock::elb {
namespace {

std::vector<std::uint32_t> places_of(std::span<const TargetState> targets, bool with_unhealthy) {
  std::vector<std::uint32_t> places;
  for (std::uint32_t place = 0; place < targets.size(); ++place) {
    const TargetState state = targets[place];
    if (state == TargetState::healthy || (with_unhealthy && state == TargetState::unhealthy)) {
      places.push_back(place);
    }
  }
  return places;
}

/// A step through 0 … total-1 that meets every number once and jumps far each time: the number
/// without a common factor that is nearest above the golden section.
std::uint64_t spread_step(std::uint64_t total) {
  std::uint64_t step = total * 618 / 1000 + 1;
  while (std::gcd(step, total) != 1) ++step;
  return step;
}

}  // namespace

Algorithm algorithm_of(const TargetGroup& group) {
  const auto name =
      attribute(target_group_attributes(), group.attributes, "load_balancing.algorithm.type");
  if (name == "least_outstanding_requests") return Algorithm::least_outstanding_requests;
  if (name == "weighted_random") return Algorithm::weighted_random;
  return Algorithm::round_robin;
}

std::vector<std::uint32_t> eligible_targets(std::span<const TargetState> targets,
                                            int minimum_healthy) {
  auto healthy = places_of(targets, false);
  if (static_cast<int>(healthy.size()) >= std::max(minimum_healthy, 1)) return healthy;
  return places_of(targets, true);
}

std::size_t round_robin(std::uint64_t turn, std::size_t count) {
  assert(count > 0);
  return static_cast<std::size_t>(turn % count);
}

std::size_t least_outstanding(std::span<const std::int64_t> in_flight, std::uint64_t turn) {
  const std::size_t first = round_robin(turn, in_flight.size());
  std::size_t best = first;
  for (std::size_t i = 1; i < in_flight.size(); ++i) {
    const std::size_t place = (first + i) % in_flight.size();
    if (in_flight[place] < in_flight[best]) best = place;
  }
  return best;
}

std::optional<std::size_t> weighted(std::span<const int> weights, std::uint64_t turn) {
  std::uint64_t factor = 0;
  std::uint64_t sum = 0;
  for (const int weight : weights) {
    factor = std::gcd(factor, static_cast<std::uint64_t>(weight));
    sum += static_cast<std::uint64_t>(weight);
  }
  if (sum == 0) return std::nullopt;
  const std::uint64_t total = sum / factor;
  std::uint64_t position = (turn % total) * spread_step(total) % total;
  std::size_t place = 0;
  while (position >= static_cast<std::uint64_t>(weights[place]) / factor) {
    position -= static_cast<std::uint64_t>(weights[place]) / factor;
    ++place;
  }
  return place;
}

}  // namespace drydock::elb
