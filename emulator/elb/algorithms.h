#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "emulator/elb/target_state.h"

/// Which target gets the next request.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
namespace drydock::elb {

struct TargetGroup;

enum class Algorithm { round_robin, least_outstanding_requests, weighted_random };

/// The group's attribute load_balancing.algorithm.type.
Algorithm algorithm_of(const TargetGroup& group);

/// The places of those targets, each told by its state, that requests may go to: the healthy ones,
/// or, when fewer than `minimum_healthy` are, the unhealthy ones too (AWS fails open). Never one
/// that drains or whose first probe is still out; a group of those only has none.
std::vector<std::uint32_t> eligible_targets(std::span<const TargetState> targets,
                                            int minimum_healthy);

/// Whose turn it is among `count` (at least 1), as `turn` counts up.
std::size_t round_robin(std::uint64_t turn, std::size_t count);

/// The one with the fewest requests in flight; among equals whose turn it is. `in_flight` is not
/// empty.
std::size_t least_outstanding(std::span<const std::int64_t> in_flight, std::uint64_t turn);

/// The place of the share that gets request number `turn`. Over as many requests as the weights'
/// sum, without common factors, each share gets exactly its weight, spread evenly. Nothing when all
/// weights are 0.
std::optional<std::size_t> weighted(std::span<const int> weights, std::uint64_t turn);

}  // namespace drydock::elb
