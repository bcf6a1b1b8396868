#pragma once

#include <optional>

#include "emulator/ecs/deployment/set_slots.h"
#include "emulator/ecs/scheduler/service_census.h"

/// A rolling update that is a success before all of its tasks are healthy.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/early-success-criteria.html
namespace drydock::ecs {

/// So many tasks of the target revision must be healthy, at least one: that percent of the desired
/// count, rounded up. Nothing where the service does not go by it.
std::optional<int> healthy_for_early_success(const Service& service);

/// Whether a deployment that goes on, and not back, has as many healthy tasks as that.
bool has_enough_healthy(const ServiceView& view, const Census& census);

/// Whether it is complete by that. Tasks of other revisions hold it only while they are to be gone
/// first (BLOCKING).
bool is_early_success(const ServiceView& view, const Census& census);

/// The slots from then on: old sets have none, however many of the PRIMARY set's tasks are still
/// missing. Nothing before.
std::optional<SetSlots> slots_of_early_success(const ServiceView& view, const Census& census);

}  // namespace drydock::ecs
