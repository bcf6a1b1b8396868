#include "runtime/engine/docker/container_usage.h"

#include <algorithm>

namespace drydock::docker {

std::optional<ContainerUsage> usage_of(json::View stats) {
  const json::View memory = stats["memory_stats"];
  const auto used = memory["usage"].as_integer();
  const auto cpu_time = stats["cpu_stats"]["cpu_usage"]["total_usage"].as_integer();
  if (!used || !cpu_time) return std::nullopt;
  // As `docker stats` has it: version 2 of cgroups tells inactive_file, version 1 the total.
  const json::View details = memory["stats"];
  const auto cached = details["total_inactive_file"].as_integer().value_or(
      details["inactive_file"].as_integer().value_or(0));
  return ContainerUsage{.cpu_time = std::chrono::nanoseconds(*cpu_time),
                        .memory_bytes = std::max<std::int64_t>(*used - cached, 0)};
}

}  // namespace drydock::docker
