#pragma once

#include <variant>

#include "emulator/base/time.h"
#include "model/ecs/service.h"

/// How the tasks of a service give way to others, and who decides that.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service-options.html
namespace drydock::ecs {

struct ServiceView;

/// Task sets trade slots within the two percents.
struct Rolling {
  friend bool operator==(const Rolling&, const Rolling&) = default;
};

/// Traffic goes over to the other target group at once.
struct BlueGreen {
  friend bool operator==(const BlueGreen&, const BlueGreen&) = default;
};

/// Traffic goes over in equal steps.
struct Linear {
  int step = 0;     ///< In tenths of a percent.
  Duration wait{};  ///< After each step but the last.

  friend bool operator==(const Linear&, const Linear&) = default;
};

/// A small part of the traffic goes over first, then all of it.
struct Canary {
  int first = 0;    ///< In tenths of a percent.
  Duration wait{};  ///< After it.

  friend bool operator==(const Canary&, const Canary&) = default;
};

/// A client or CodeDeploy governs the task sets: external_task_sets.h.
struct External {
  friend bool operator==(const External&, const External&) = default;
};

using Strategy = std::variant<Rolling, BlueGreen, Linear, Canary, External>;

/// All of the requests, in tenths of a percent.
inline constexpr int all_traffic = 1000;

/// The share of the production traffic, in tenths of a percent, that the newer tasks have after the
/// next step, and how long that is waited for at a share that is not all.
int next_share(const Strategy& strategy, int share);
Duration wait_at_share(const Strategy& strategy, int share);

/// That of a deployment of ECS's own: never External.
Strategy strategy_of(const model::ecs::DeploymentConfiguration& configuration);

/// By what the view's task sets have their slots now. Where a deployment that shifts traffic has
/// ended, or is on its way back, they trade as in a rolling update.
Strategy strategy_of(const ServiceView& view);

}  // namespace drydock::ecs
