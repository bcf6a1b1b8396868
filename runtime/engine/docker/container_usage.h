#pragma once

#include <optional>

#include "emulator/json/document.h"
#include "emulator/ports/engine.h"

namespace drydock::docker {

/// What GET /containers/<id>/stats tells; nothing of a container that does not run.
/// https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerStats
std::optional<ContainerUsage> usage_of(json::View stats);

}  // namespace drydock::docker
