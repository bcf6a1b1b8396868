#pragma once

#include <optional>
#include <string>

#include "emulator/json/document.h"
#include "emulator/ports/engine.h"

namespace drydock::docker {

/// The body of POST /containers/create. The engine runs no health check of its own: drydock does.
/// https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerCreate
std::string create_body(const ContainerSpec& spec);

/// The body of POST /networks/create.
std::string network_body(const NetworkSpec& spec);

/// What GET /containers/<id>/json tells.
struct Inspection {
  ContainerState state;
  std::string
      network_mode;  ///< "default", "bridge", "host", "none", "container:<id>" or a network.
};
/// Nothing where this is no container.
std::optional<Inspection> inspection_of(json::View container);

/// Whether GET /networks/<name> tells of a network with these addresses.
bool has_addresses(json::View network, const std::string& cidr);

}  // namespace drydock::docker
