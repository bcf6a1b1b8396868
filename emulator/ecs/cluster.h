#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "model/ecs/cluster.h"
#include "model/ecs/common.h"

namespace drydock::ecs {

enum class ClusterStatus { active, inactive };
BOOST_DESCRIBE_ENUM(ClusterStatus, active, inactive)

/// A logical group of tasks and services. A deleted one stays describable as INACTIVE.
struct Cluster {
  static constexpr std::string_view table = "clusters";
  [[nodiscard]] std::string key() const { return name; }

  std::string name;
  std::string arn;
  ClusterStatus status = ClusterStatus::active;
  TimePoint created_at;
  std::vector<model::ecs::ClusterSetting> settings;
  std::optional<model::ecs::ClusterConfiguration> configuration;
  std::optional<model::ecs::ClusterServiceConnectDefaults> service_connect_defaults;
  std::vector<std::string> capacity_providers;
  std::vector<model::ecs::CapacityProviderStrategyItem> default_capacity_provider_strategy;
  std::vector<model::ecs::Tag> tags;

  friend bool operator==(const Cluster&, const Cluster&) = default;
};
BOOST_DESCRIBE_STRUCT(Cluster, (),
                      (name, arn, status, created_at, settings, configuration,
                       service_connect_defaults, capacity_providers,
                       default_capacity_provider_strategy, tags))

}  // namespace drydock::ecs
